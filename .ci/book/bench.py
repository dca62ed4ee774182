"""What every proof of the book needs: scratch workspaces, the program run under faults, and the verdict afterwards."""

import json, os, pathlib, re, shutil, subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
# One thread beside the main one, so that a run makes the same calls every time.
ENVIRONMENT = {"PATH": os.environ["PATH"], "RAYON_NUM_THREADS": "1", "NO_COLOR": "1"}
CLOSED = re.compile(r"is closed: record (\d{6}-[0-9a-f]{16})|is already closed, identical: record (\d{6}-[0-9a-f]{16})")
# Calls that touch a disk. What lies between two of them cannot be seen there.
CALLS = """open openat mkdir read pread64 write lseek fsync fdatasync rename renameat renameat2 link linkat unlink unlinkat rmdir
           statx newfstatat getdents64 fcntl flock close ftruncate fchmod""".split()
WRITING = {"open", "openat", "mkdir", "write", "fsync", "rename", "renameat2", "unlink", "unlinkat", "rmdir", "flock"}


class Bench:
    """The program, a folder to work in, and a command that seals one record or two."""

    def __init__(self, program, scratch, environment=None):
        self.program, self.scratch = str(program), pathlib.Path(scratch)
        self.environment = ENVIRONMENT | (environment or {})
        self.scratch.mkdir(parents=True, exist_ok=True)

    def run(self, workspace, *words, under=()):
        return subprocess.run([*under, self.program, *words, "--workspace", str(workspace)], env=self.environment,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120)

    def records(self, workspace):
        """How many records a sound book has; what is wrong with it otherwise."""
        if not (workspace / "book" / "BOOK").exists():
            return 0
        done = self.run(workspace, "verify", "--format", "json")
        if done.returncode != 0:
            raise Violation(f"verify says {done.returncode}: {done.stdout}{done.stderr}")
        return json.loads(done.stdout)["records"]


class Violation(Exception):
    """A promise that was not kept."""


def tree(folder):
    """Every name below a folder, with its mode and content."""
    found = {}
    for path in sorted(folder.rglob("*")):
        mode = path.lstat().st_mode
        found[str(path.relative_to(folder))] = (oct(mode), b"" if path.is_dir() else path.read_bytes())
    return found


class Story:
    """A workspace before a close, the close, and the book that stands after it."""

    def __init__(self, bench, name, closed, period):
        self.name, self.period = name, period
        self.before = bench.scratch / f"{name}.before"
        shutil.rmtree(self.before, ignore_errors=True)
        shutil.copytree(ROOT / "fixtures" / "first-light", self.before)
        shutil.rmtree(self.before / "drafts", ignore_errors=True)
        for month in closed:
            assert bench.run(self.before, "close", month).returncode == 0
        after = bench.scratch / f"{name}.after"
        shutil.rmtree(after, ignore_errors=True)
        shutil.copytree(self.before, after)
        assert bench.run(after, "close", period).returncode == 0
        self.tree = tree(after / "book")
        self.records = [bench.records(self.before), bench.records(after)]
        shutil.rmtree(after)

    def workspace(self, folder):
        """A fresh copy at `folder`."""
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.before, folder)
        return folder

    def close(self, bench, workspace, under=()):
        return bench.run(workspace, "close", self.period, under=under)

    def judge(self, bench, workspace, done, must_fail=False):
        """What must hold whatever happened, and after the same command again."""
        before, after = self.records
        acknowledged = CLOSED.search(done.stdout) is not None
        records = bench.records(workspace)
        if not before <= records <= after:
            raise Violation(f"{records} records")
        if acknowledged and records != after:
            raise Violation("acknowledged, and not in the book")
        if (done.returncode == 0) != acknowledged:
            raise Violation(f"exit code {done.returncode}, acknowledged: {acknowledged}")
        if must_fail and done.returncode == 0:
            raise Violation("an error of the disk was turned into success")
        if done.returncode == 74 and records == after:
            raise Violation("exit code 74 says that nothing was closed, and it was")
        if done.returncode not in (0, 71, 74, -9):
            raise Violation(f"exit code {done.returncode}: {done.stderr}")
        self.again(bench, workspace)
        return records

    def again(self, bench, workspace):
        """The same command again succeeds, and the book is that of a run that nothing happened to."""
        done = self.close(bench, workspace)
        if done.returncode != 0 or not CLOSED.search(done.stdout):
            raise Violation(f"the same command again ends with {done.returncode}: {done.stderr}")
        there = tree(workspace / "book")
        if there != self.tree:
            names = [name for name in there.keys() | self.tree.keys() if there.get(name) != self.tree.get(name)]
            raise Violation(f"the book differs from that of an undisturbed run: {sorted(names)}")


START = re.compile(r"^(\d+) +(\w+)\((.*)$")


def calls(trace):
    """The calls of a trace in their order: (thread, name, how many of that name in that thread, rest of the line)."""
    counts, found = {}, []
    for line in pathlib.Path(trace).read_text(errors="replace").splitlines():
        match = START.match(line)
        if match:
            thread, name, rest = match.groups()
            counts[thread, name] = counts.get((thread, name), 0) + 1
            found.append((thread, name, counts[thread, name], rest))
    return found


def points(bench, story):
    """Where a fault can strike: on the main thread from the lock on, and on others at every file that is staged."""
    workspace = story.workspace(bench.scratch / f"{story.name}.traced")
    trace = bench.scratch / f"{story.name}.trace"
    # The lock is opened last of all in a book that is founded; from there on everything counts.
    story.close(bench, workspace, ["strace", "-f", "-y", "-s", "256", "-o", str(trace)])
    made = calls(trace)
    main = made[0][0]
    begins = next(at for at, call in enumerate(made) if "book/LOCK" in call[3] or ('"' + str(workspace / "book") + '"' in call[3] and call[1] == "mkdir"))
    found = [((), name, number) for thread, name, number, _ in made[begins:] if thread == main and name in CALLS]
    paths = {}
    for thread, name, _, rest in made[begins:]:
        path = re.search(r'["<]([^">]*/book/(?:staging|inputs|log)/[^">]*)[">]', rest)
        if thread != main and path and name in CALLS:
            # `-P` traces only what names this path, on any thread, and counts only that.
            paths[path[1], name] = paths.get((path[1], name), 0) + 1
    shutil.rmtree(workspace)
    relative = {(path.split("/book/")[1], name): count for (path, name), count in paths.items()}
    found += [((path,), name, number) for (path, name), count in sorted(relative.items()) for number in range(1, count + 1)]
    return found


def strike(workspace, point, fault):
    """The words that run a program under a fault at a point."""
    path, name, number = point
    where = ["-f", *(word for each in path for word in ("-P", str(workspace / "book" / each)))] if path else []
    return ["strace", *where, "-o", "/dev/null", "-e", f"trace={name}", "-e", f"inject={name}:{fault}:when={number}"]
