"""The rules of durability over a trace, whatever a file system happens to flush: what was not synced may be lost."""

import pathlib, re

from bench import CLOSED, Violation

CALL = re.compile(r"^\d+ +(\w+)\((.*)\)\s+= (-?\d+)")


class Disk:
    """Which files and which names are not on the disk yet."""

    def __init__(self, workspace):
        self.book = str(workspace / "book")
        self.files, self.names = set(), set()

    def inside(self, path):
        return path == self.book or path.startswith(self.book + "/")

    def created(self, path, is_file):
        self.names.add(str(pathlib.PurePath(path).parent))
        if is_file:
            self.files.add(path)

    def renamed(self, old, new):
        move = lambda path: new + path[len(old):] if path == old or path.startswith(old + "/") else path
        self.files, self.names = set(map(move, self.files)), set(map(move, self.names))
        self.names |= {str(pathlib.PurePath(old).parent), str(pathlib.PurePath(new).parent)}

    def synced(self, path):
        self.files.discard(path)
        self.names.discard(path)

    def removed(self, path):
        self.files = {each for each in self.files if each != path and not each.startswith(path + "/")}
        self.names = {each for each in self.names if each != path and not each.startswith(path + "/")}

    def unsafe(self, *but):
        """What a power failure may take, but for what lies in these folders."""
        but = [f"{self.book}/{folder}" for folder in but]
        return sorted(path for path in self.files | self.names
                      if not any(path == each or path.startswith(each + "/") for each in but))


def follow(disk, trace):
    """Holds the rules over one trace. Calls that failed, or were never made, change nothing."""
    begun = {}
    for line in pathlib.Path(trace).read_text(errors="replace").splitlines():
        thread = line.split(" ", 1)[0]
        if line.endswith("<unfinished ...>"):
            begun[thread] = line[: -len("<unfinished ...>")]
            continue
        resumed = re.match(r"^\d+ +<\.\.\. \w+ resumed>(.*)$", line)
        if resumed:
            line = begun.pop(thread, "") + resumed[1]
        match = CALL.match(line)
        if not match or match[3].startswith("-"):
            continue
        call, rest = match[1], match[2]
        named = re.findall(r'"((?:[^"\\]|\\.)*)"', rest)
        on = re.match(r"\d+<([^>]*)>", rest)
        if call in ("open", "openat") and "O_CREAT" in rest and disk.inside(named[0]):
            if named[0] != f"{disk.book}/LOCK":
                disk.created(named[0], True)
            else:
                disk.created(named[0], False)
        elif call == "mkdir" and disk.inside(named[0]):
            disk.created(named[0], False)
        elif call == "write" and on and disk.inside(on[1]):
            disk.files.add(on[1])
        elif call == "fsync" and on:
            disk.synced(on[1])
        elif call in ("rename", "renameat2") and disk.inside(named[-1]):
            rename(disk, named[0], named[-1])
        elif call in ("unlink", "rmdir") and disk.inside(named[0]):
            disk.removed(named[0])
        elif call == "write" and rest.startswith("1<") and CLOSED.search(named[0] if named else ""):
            lost("acknowledged", disk.unsafe("staging"))


def rename(disk, old, new):
    name = new[len(disk.book) + 1:]
    if name == "BOOK":
        lost("BOOK is named", disk.unsafe("staging"))
    if name.startswith("inputs/") or re.fullmatch(r"opening|\d{4}-\d\d", name):
        # What gets its name must be whole by then.
        inner = [path for path in disk.unsafe() if path == old or path.startswith(old + "/")]
        lost(f"{name} is named", inner)
    if re.fullmatch(r"log/\d{6}-[0-9a-f]{16}\.json", name):
        unsafe = disk.unsafe("staging")
        lost("the record is named", [path for path in unsafe if path != f"{disk.book}/log"])
    disk.renamed(old, new)


def lost(when, paths):
    if paths:
        raise Violation(f"when {when}, a power failure may still take {' '.join(path.split('/book')[-1] or 'book' for path in paths)}")


STRACE = ["strace", "-f", "-y", "-s", "4096", "-e", "trace=open,openat,mkdir,write,fsync,rename,renameat2,unlink,rmdir"]


def hold(bench, story):
    """The rules over a whole close; and over one that is killed before its last sync and asked again."""
    workspace = story.workspace(bench.scratch / "model")
    trace, again = bench.scratch / "model.trace", bench.scratch / "again.trace"
    violations = []
    done = story.close(bench, workspace, [*STRACE, "-o", str(trace)])
    try:
        if done.returncode != 0:
            raise Violation(f"exit code {done.returncode}: {done.stderr}")
        follow(Disk(workspace), trace)
    except Violation as violation:
        violations.append(f"{story.name}: {violation}")
    syncs = [number for number, line in enumerate(l for l in trace.read_text().splitlines() if re.match(r"^\d+ +fsync\(", l)) if "/book/log>" in line]
    main = trace.read_text().split(" ", 1)[0]
    own = [line for line in trace.read_text().splitlines() if re.match(rf"^{main} +fsync\(", line)]
    last = max((number for number, line in enumerate(own, 1) if "/book/log>" in line), default=None)
    if last:
        workspace = story.workspace(workspace)
        story.close(bench, workspace, [*STRACE, "-o", str(trace), "-e", f"inject=fsync:signal=SIGKILL:when={last}"])
        story.close(bench, workspace, [*STRACE, "-o", str(again)])
        disk = Disk(workspace)
        try:
            follow(disk, trace)
            follow(disk, again)
        except Violation as violation:
            violations.append(f"{story.name}, killed before its last sync and asked again: {violation}")
    return 2, violations
