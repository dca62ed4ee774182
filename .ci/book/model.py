"""The rules of durability over a trace, whatever a file system happens to flush: what was not synced may be lost."""

import pathlib, re

from bench import CLOSED, Violation

CALL = re.compile(r"^\d+ +(\w+)\((.*)\)\s+= (-?\d+)")


class Disk:
    """Which files and which names are not on the disk yet."""

    def __init__(self, workspace):
        self.book = str(workspace / "book")
        self.files, self.names = set(), set()
        # Chapters that were moved aside, while that may still be undone.
        self.aside = set()
        self.acknowledged = False

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
        if path == self.book:
            self.aside.clear()

    def removed(self, path):
        if any(path == each or path.startswith(each + "/") for each in self.aside):
            raise Violation(f"{path} is taken out of a chapter that may come back")
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
        elif call == "unlinkat" and on and disk.inside(on[1]):
            disk.removed(f"{on[1]}/{named[0]}")
        elif call == "write" and rest.startswith("1<") and CLOSED.search(named[0] if named else ""):
            lost("acknowledged", disk.unsafe("staging"))
            disk.acknowledged = True


def rename(disk, old, new):
    name = new[len(disk.book) + 1:]
    if name == "BOOK":
        lost("BOOK is named", disk.unsafe("staging"))
    if name.startswith("inputs/") or re.fullmatch(r"opening|\d{4}-\d\d", name):
        # What gets its name must be whole by then.
        inner = [path for path in disk.unsafe() if path == old or path.startswith(old + "/")]
        lost(f"{name} is named", inner)
    if re.fullmatch(r"\d{4}-\d\d", name):
        # A chapter rests on the records before it.
        lost(f"{name} is named", [path for path in disk.unsafe() if path == f"{disk.book}/log"])
    if re.fullmatch(r"log/\d{6}-[0-9a-f]{16}\.json", name):
        unsafe = disk.unsafe("staging")
        lost("the record is named", [path for path in unsafe if path != f"{disk.book}/log"])
    disk.renamed(old, new)
    if re.fullmatch(r"staging/(opening|\d{4}-\d\d)", name):
        disk.aside.add(new)


def lost(when, paths):
    if paths:
        raise Violation(f"when {when}, a power failure may still take {' '.join(path.split('/book')[-1] or 'book' for path in paths)}")


STRACE = ["strace", "-f", "-y", "-s", "4096", "-e", "trace=open,openat,mkdir,write,fsync,rename,renameat2,unlink,unlinkat,rmdir"]
KILLED_AT = re.compile(r"^\d+ +(?:fsync\(\d+<[^>]*/book/log>|renameat2?\()")


def hold(bench, story):
    """The rules over a whole close; and over each that is killed before a rename or a sync of the log, and asked again."""
    trace, again = bench.scratch / "model.trace", bench.scratch / "again.trace"
    workspace = story.workspace(bench.scratch / "model")
    violations = rules(story, workspace, "", lambda: [traced(bench, story, workspace, trace)])
    counts, kills = {}, []
    main = trace.read_text().split(" ", 1)[0]
    for line in trace.read_text(errors="replace").splitlines():
        call = re.match(rf"^{main} +(\w+)\(", line)
        if call:
            counts[call[1]] = counts.get(call[1], 0) + 1
            if KILLED_AT.match(line):
                kills.append((call[1], counts[call[1]]))
    for name, number in kills:
        workspace = story.workspace(workspace)
        kill = ["-e", f"inject={name}:signal=SIGKILL:when={number}"]
        both = lambda: [traced(bench, story, workspace, trace, kill), traced(bench, story, workspace, again)]
        violations += rules(story, workspace, f", killed at {name} {number} and asked again", both)
    return 1 + len(kills), violations


def traced(bench, story, workspace, trace, kill=()):
    story.close(bench, workspace, [*STRACE, *kill, "-o", str(trace)])
    return trace


def rules(story, workspace, how, traces):
    disk = Disk(workspace)
    try:
        for trace in traces():
            follow(disk, trace)
        if not disk.acknowledged:
            raise Violation("nothing was acknowledged")
        return []
    except Violation as violation:
        return [f"{story.name}{how}: {violation}"]
