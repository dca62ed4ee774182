"""Every file of a book is changed, cut, emptied, deleted and swapped: `verify` names it, every time."""

import json, pathlib, shutil, subprocess

from bench import Violation


def named(bench, workspace, *words):
    done = bench.run(workspace, "verify", "--format", "json", *words)
    if done.returncode not in (0, 5):
        raise Violation(f"verify ends with {done.returncode}: {done.stderr}")
    report = json.loads(done.stdout)
    if report["sound"] != (done.returncode == 0):
        raise Violation("what verify prints is not how it ends")
    return {problem["path"] for problem in report["problems"]}


def flip(at):
    def change(path, content):
        at_byte = min(len(content) - 1, int(at * len(content)))
        path.write_bytes(content[:at_byte] + bytes([content[at_byte] ^ 1]) + content[at_byte + 1:])
    return change


CHANGES = {
    "flip the first byte": flip(0),
    "flip one in the middle": flip(0.5),
    "flip the last byte": flip(1),
    "cut the last byte": lambda path, content: path.write_bytes(content[:-1]),
    "cut half": lambda path, content: path.write_bytes(content[:len(content) // 2]),
    "empty": lambda path, content: path.write_bytes(b""),
    "add a byte": lambda path, content: path.write_bytes(content + b"\n"),
    "delete": lambda path, content: path.unlink(),
}


def sweep(bench, workspace):
    book = workspace / "book"
    files = sorted(path for path in book.rglob("*") if path.is_file())
    last = max((path for path in files if path.parent.name == "log"), key=lambda path: path.name)
    anchor = bench.scratch / "anchor.txt"
    anchor.write_text(last.stem + "\n")
    done, violations = 0, []
    if found := named(bench, workspace, "--anchor", str(anchor)):
        return 0, [f"the book was not sound: {found}"]

    def ask(what, paths, restore):
        nonlocal done
        names = {str(path.relative_to(book)) for path in paths}
        # That its very end was taken away a book cannot tell; the anchor can.
        words = ["--anchor", str(anchor)] if what == "delete" and last in paths else []
        try:
            missed = names - named(bench, workspace, *words)
            if missed:
                violations.append(f"{what}: {' '.join(sorted(missed))} is not named")
        except Violation as violation:
            violations.append(f"{what} {' '.join(names)}: {violation}")
        restore()
        done += 1

    for path in files:
        content = path.read_bytes()
        for what, change in CHANGES.items():
            if content or what in ("add a byte", "delete"):
                change(path, content)
                ask(what, [path], lambda: path.write_bytes(content))
    for one, other in zip(files, files[1:]):
        first, second = one.read_bytes(), other.read_bytes()
        if first != second:
            one.write_bytes(second), other.write_bytes(first)
            ask("swap", [one, other], lambda: (one.write_bytes(first), other.write_bytes(second)))
    if found := named(bench, workspace, "--anchor", str(anchor)):
        violations.append(f"all is as it was, and verify names {found}")
    return done, violations


def signatures(bench, workspace):
    """A key of minisign itself signs, minisign verifies, and so do we; a forged comment is noticed."""
    record = max((workspace / "book" / "log").glob("*.json"))
    signature = workspace / "book" / "signatures" / f"{record.name}.minisig"
    public, secret, password = (bench.scratch / f"key.{ending}" for ending in ("pub", "sec", "password"))
    password.write_text("for this proof\n")
    words = ["minisign", "-G", "-f", "-p", public, "-s", secret]
    subprocess.run(words, input=password.read_text() * 2, text=True, capture_output=True, check=True)
    signed = bench.run(workspace, "sign", "--key", str(secret), "--password-file", str(password))
    checked = subprocess.run(["minisign", "-Vm", record, "-x", signature, "-p", public], capture_output=True, text=True)
    ours = bench.run(workspace, "verify", "--public-key", str(public))
    if (signed.returncode, checked.returncode, ours.returncode) != (0, 0, 0):
        return 1, [f"sign: {signed.stderr}, minisign: {checked.stderr}, verify: {ours.stdout}"]
    signature.write_text(signature.read_text().replace("record 0", "record 1"))
    forged = bench.run(workspace, "verify", "--public-key", str(public)).returncode
    shutil.rmtree(signature.parent)
    return 1, [] if forged == 5 else ["a forged comment was not noticed"]
