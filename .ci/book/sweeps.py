"""A fault at every call of a close: killed, refused, cut short; and twenty who close at once."""

import pathlib, shutil, subprocess, tempfile, time
from multiprocessing import Pool

from bench import CALLS, CLOSED, Violation, points, strike


def one(task):
    bench, story, point, fault = task
    workspace = story.workspace(pathlib.Path(tempfile.mkdtemp(dir=bench.scratch)) / "workspace")
    try:
        done = story.close(bench, workspace, strike(workspace, point, fault))
        # What only looks may be ignored where the answer is known otherwise; what writes may not.
        must_fail = fault.startswith("error") and point[1] in ("fsync", "renameat2", "mkdir", "write")
        story.judge(bench, workspace, done, must_fail)
        return None
    except Violation as violation:
        return f"{story.name}, {fault} at {point[1]} {point[2]} {''.join(point[0])}: {violation}"
    finally:
        shutil.rmtree(workspace.parent, ignore_errors=True)


def sweep(bench, stories, fault, only=CALLS, first=False):
    """A fault at every point of every story: (points, violations). Where one violation is enough, it ends with the first."""
    tasks = [(bench, story, point, fault) for story in stories for point in points(bench, story) if point[1] in only]
    found = []
    with Pool() as pool:
        for violation in filter(None, pool.imap_unordered(one, tasks)):
            found.append(violation)
            if first:
                break
    return len(tasks), found


SHORT = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <unistd.h>
static int count;
/* The nth write above the standard streams writes half of what it was given. */
ssize_t write(int fd, const void *bytes, size_t length) {
    ssize_t (*real)(int, const void *, size_t) = dlsym(RTLD_NEXT, "write");
    if (fd > 2 && length > 1 && __sync_add_and_fetch(&count, 1) == atoi(getenv("SHORT_WRITE"))) length /= 2;
    return real(fd, bytes, length);
}
"""


def short_writes(bench, stories):
    """Every write writes half once: the close goes on and gives the same bytes."""
    source, library = bench.scratch / "short.c", bench.scratch / "short.so"
    source.write_text(SHORT)
    subprocess.run(["cc", "-shared", "-fPIC", "-o", library, source, "-ldl"], check=True)
    done, violations = 0, []
    for story in stories:
        writes = [point for point in points(bench, story) if point[1] == "write"]
        for number in range(1, len(writes) + 1):
            workspace = story.workspace(bench.scratch / "short")
            under = ["env", f"LD_PRELOAD={library}", f"SHORT_WRITE={number}"]
            try:
                result = story.close(bench, workspace, under)
                story.judge(bench, workspace, result)
                if result.returncode != 0:
                    raise Violation(f"a short write is no error, and it ended with {result.returncode}")
            except Violation as violation:
                violations.append(f"{story.name}, short write {number}: {violation}")
            done += 1
    return done, violations


def full_disks(bench, stories):
    """Disks from too small to just large enough, in steps of a page. Needs to mount."""
    done, violations = 0, []
    place = bench.scratch / "full"
    place.mkdir(exist_ok=True)
    for story in stories:
        pages, wide_enough = 1, 0
        while wide_enough < 2:
            subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={pages * 4}k", "tmpfs", place], check=True)
            try:
                workspace = place / "workspace"
                try:
                    shutil.copytree(story.before, workspace)
                except (OSError, shutil.Error):
                    pages += 1
                    continue
                result = story.close(bench, workspace)
                wide_enough += result.returncode == 0
                acknowledged, records = CLOSED.search(result.stdout) is not None, bench.records(workspace)
                if acknowledged != (result.returncode == 0) or acknowledged != (records == story.records[1]):
                    raise Violation(f"exit code {result.returncode}, {records} records")
                subprocess.run(["mount", "-o", "remount,size=64m", place], check=True)
                story.again(bench, workspace)
            except Violation as violation:
                violations.append(f"{story.name}, a disk of {pages * 4} KiB: {violation}")
            finally:
                subprocess.run(["umount", place], check=True)
            done += 1
            pages += 1
    return done, violations


def race(bench, story, closers=20):
    """So many close at once, each slowed down at every sync: one seals, the others are told to wait, or that it is done."""
    workspace = story.workspace(bench.scratch / "race")
    slow = ["strace", "-f", "-o", "/dev/null", "-e", "trace=fsync", "-e", "inject=fsync:delay_enter=20000"]
    words = [*slow, bench.program, "close", story.period, "--workspace", str(workspace)]
    racing = [subprocess.Popen(words, env=bench.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
              for _ in range(closers)]
    results = [(process.communicate(timeout=120), process.returncode) for process in racing]
    sealed = sum(" is closed: record" in out for (out, _), _ in results)
    waiting = sum(code == 75 for _, code in results)
    late = sum("already closed, identical" in out for (out, _), _ in results)
    violations = []
    if sealed != 1 or sealed + waiting + late != closers:
        violations.append(f"{story.name}: of {closers} closers {sealed} sealed, {waiting} were told to wait, {late} came late; codes "
                          + " ".join(str(code) for _, code in results))
    try:
        story.again(bench, workspace)
        bench.records(workspace)
    except Violation as violation:
        violations.append(f"{story.name}: after the race {violation}")
    return closers, violations, f"{sealed} sealed, {waiting} were told to wait, {late} came late"


def intruder(bench, story):
    """Somebody takes the name just before the rename: nothing of his is replaced, and no success is claimed."""
    violations = []
    renames = [point for point in points(bench, story) if point[1] in ("rename", "renameat2")][-2:]
    record = next(name for name in sorted(story.tree, reverse=True) if name.startswith("log/") and name.endswith(".json"))
    awaited = [f"staging/{story.period}/SHA256SUMS", f"log/.tmp-{int(record[4:10]):06}"]
    for point, staged, taken in zip(renames, awaited, (story.period, record)):
        workspace = story.workspace(bench.scratch / "intruder")
        under = ["strace", "-o", "/dev/null", "-e", f"trace={point[1]}", "-e",
                 f"inject={point[1]}:delay_enter=700000:when={point[2]}"]
        words = [*under, bench.program, "close", story.period, "--workspace", str(workspace)]
        process = subprocess.Popen(words, env=bench.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        book = workspace / "book"
        deadline = time.monotonic() + 20
        while not (book / staged).exists() and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(0.3)
        if taken == story.period:
            (book / taken).mkdir()
        else:
            (book / taken).write_text("theirs")
        out, error = process.communicate(timeout=60)
        kept = (book / taken).is_dir() and not any((book / taken).iterdir()) if taken == story.period else (book / taken).read_text() == "theirs"
        if CLOSED.search(out) or process.returncode == 0 or not kept:
            violations.append(f"{story.name}: {taken} was taken by another, kept: {kept}, exit code {process.returncode}")
    return len(renames), violations
