#!/usr/bin/env python3
"""Deliveries that are too large on purpose: each is refused with its code, in bounded memory and time.

Usage: limits.py PROGRAM SCRATCH. The program settles copies of fixtures/first-light, each with one hostile delivery.
"""

import gzip
import os
import pathlib
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile

MIB = 1 << 20
ADDRESSES = 4096 * MIB  # what the program may map: the data-frame engine reserves more than it touches
SECONDS = 60
BESIDE = 150  # MiB of the program itself; beyond it a file may stand in memory twice: its bytes and their text
FEED = "feeds/stern-kelly/2022-10-05"
HEADER = "Vertrag;Artikel;Partner;Kunde;Beginn;Ende;Lizenzen;Monatsbetrag netto\n".encode()
ROW = "V-0001;MEETINGS;20001;Gasthof Post;01.09.2022;31.08.2023;10;150,00\n".encode()


def parts(file, *pieces):
    """Writes pieces, each bytes or (bytes, how often), without holding them at once."""
    for piece in pieces:
        once, times = piece if isinstance(piece, tuple) else (piece, 1)
        block = max(1, MIB // len(once))
        while times > 0:
            file.write(once * min(block, times))
            times -= block


def text(*pieces):
    def write(path):
        with open(path, "wb") as file:
            parts(file, *pieces)
    return write


def bomb(path):
    with gzip.open(path, "wb", compresslevel=9) as file:
        parts(file, HEADER, (b"\0" * MIB, 400))


def workbook(sheet):
    """A workbook of one sheet, whose XML is these pieces."""
    space = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

    def relation(kind, target):
        return f'<Relationships><Relationship Id="a" Type="{space}/{kind}" Target="{target}"/></Relationships>'

    def write(path):
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
            book.writestr("_rels/.rels", relation("officeDocument", "xl/workbook.xml"))
            book.writestr("xl/workbook.xml", '<workbook><sheets><sheet name="A" sheetId="1" r:id="a"/></sheets></workbook>')
            book.writestr("xl/_rels/workbook.xml.rels", relation("worksheet", "worksheets/sheet1.xml"))
            with book.open("xl/worksheets/sheet1.xml", "w") as file:
                parts(file, *sheet)
    return write


def far_cell():
    cells = "".join(f'<c t="inlineStr"><is><t>{name}</t></is></c>' for name in HEADER.decode().strip().split(";"))
    return (f'<worksheet><sheetData><row r="1">{cells}</row><row r="20000"><c r="XFD20000"><v>1</v></c></row>'
            "</sheetData></worksheet>").encode()


# What is delivered, the ending of its name, what writes it, and the codes one of which must be said.
CASES = [
    ("a quoted field of 200 MB without an end", ".csv", text(HEADER, b'"', (b"x", 200_000_000)), ("file-quoting", "file-limit")),
    ("a line of 200 MB without an end", ".csv", text(HEADER, (b"x", 200_000_000)), ("file-limit", "field-count")),
    ("a header of 200 MB", ".csv", text((b"x;", 100_000_000)), ("file-limit", "header")),
    ("ten million fields in a row", ".csv", text(HEADER, (b";", 10_000_000), b"\n"), ("file-limit", "field-count")),
    ("two million blank lines and a short row", ".csv", text(HEADER, ROW, (b"\n", 2_000_000), b"V-0002\n"), ("field-count",)),
    ("400 MB of nothing in a gzip file of 400 KB", ".csv.gz", bomb, ("file-limit", "packed")),
    ("a cell in column XFD, row 20,000", ".xlsx", workbook([far_cell()]), ("field-count", "header", "workbook", "file-limit")),
    ("2 GB of blanks in a sheet of 2 MB", ".xlsx", workbook([b"<worksheet><sheetData>", (b" " * MIB, 2000), b"</sheetData></worksheet>"]),
     ("workbook", "file-limit", "packed")),
]


def limited():
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESSES, ADDRESSES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def settle(program, workspace):
    """Exit code, what was printed, seconds, and the most memory that was resident, in MiB."""
    begun = time.monotonic()
    with tempfile.TemporaryFile() as out:
        command = [program, "settle", "2022-09", "--workspace", str(workspace)]
        child = subprocess.Popen(command, stdout=out, stderr=out, stdin=subprocess.DEVNULL, preexec_fn=limited)
        while True:
            ended, status, used = os.wait4(child.pid, os.WNOHANG)
            if ended:
                break
            if time.monotonic() - begun > SECONDS:
                child.kill()
                os.waitpid(child.pid, 0)
                child.returncode = -9
                return None, "", SECONDS, 0
            time.sleep(0.02)
        child.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        return child.returncode, out.read(MIB).decode("utf-8", "backslashreplace"), time.monotonic() - begun, used.ru_maxrss // 1024


def main():
    program, scratch = sys.argv[1], pathlib.Path(sys.argv[2])
    wrong = []
    with tempfile.TemporaryDirectory(dir=scratch) as folder:
        for what, ending, write, codes in CASES:
            workspace = pathlib.Path(folder) / "workspace"
            shutil.copytree("fixtures/first-light", workspace, ignore=shutil.ignore_patterns("drafts"))
            (workspace / f"{FEED}.csv").unlink()
            feed = workspace / f"{FEED}{ending}"
            write(feed)
            size = feed.stat().st_size // MIB
            code, said, seconds, peak = settle(program, workspace)
            shutil.rmtree(workspace)
            most = BESIDE + 2 * size
            named = next((own for own in codes if own in said), None)
            print(f"{what}: exit code {code}, {named}, {seconds:.1f} s, {peak} MiB of at most {most}", flush=True)
            if code != 4 or named is None or peak > most:
                wrong.append(f"{what}: exit code {code} (4 expected), one of {', '.join(codes)} expected, {peak} MiB\n{said[-1500:]}")
    if wrong:
        sys.exit("\n".join(wrong))


main()
