"""Proves what the book promises, with figures: `prove.py PROGRAM TARGET`. TARGET is where cargo builds.

Ends with 1 when a promise is broken. What this machine cannot do is said in lines that begin with "NOT RUN: ".
"""

import os, pathlib, shutil, subprocess, sys, tempfile, time

import damage, model, power, sweeps, teeth
from bench import Bench, Story, WRITING

broken = []


def told(what, result):
    """Prints a proof with its figures: (points, violations), and perhaps a word."""
    count, violations, *more = result
    broken.extend(f"{what}: {violation}" for violation in violations)
    print(f"  {what:<58} {count:>5} points  {len(violations)} violations  {time.monotonic() - told.since:6.1f} s  {' '.join(more)}".rstrip(), flush=True)
    for violation in violations[:5]:
        print(f"      {violation}")
    told.since = time.monotonic()


def not_run(what):
    print(f"NOT RUN: {what}", flush=True)


def may_mount(scratch):
    place = scratch / "mounted"
    place.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "tmpfs", place], capture_output=True).returncode != 0:
        return False
    subprocess.run(["umount", place], check=True)
    return True


def main(program, target, scratch):
    bench = Bench(program, scratch)
    stories = [Story(bench, "founding", [], "2022-09"), Story(bench, "later", ["2022-09"], "2022-10")]
    told.since = time.monotonic()
    workspace = stories[1].workspace(scratch / "damaged")
    stories[1].close(bench, workspace)
    told("each file flipped, cut, deleted, swapped", damage.sweep(bench, workspace))
    if shutil.which("minisign"):
        told("a head signed by us, verified by minisign", damage.signatures(bench, workspace))
    else:
        not_run("minisign is not installed: no other tool verified a signature of the book")
    if not shutil.which("strace"):
        return not_run("strace is not installed: no crash, no error of the disk and no power loss was tried on the book")
    for story in stories:
        told(f"rules of durability, {story.name}", model.hold(bench, story))
        told(f"twenty close at once, {story.name}", sweeps.race(bench, story))
    told("the name is taken by another just before", sweeps.intruder(bench, stories[1]))
    told("kill -9 before every call", sweeps.sweep(bench, stories, "signal=SIGKILL"))
    # An error of `close` says nothing about what was synced, and the standard library ends the process on one of a folder.
    told("EIO at every call", sweeps.sweep(bench, stories, "error=EIO", set(sweeps.CALLS) - {"close"}))
    told("ENOSPC at every writing call", sweeps.sweep(bench, stories, "error=ENOSPC", WRITING))
    if shutil.which("cc"):
        told("a short write at every write", sweeps.short_writes(bench, stories))
    else:
        not_run("there is no C compiler: short writes were not tried on the book")
    if may_mount(scratch):
        told("disks too small, page by page", sweeps.full_disks(bench, stories))
    else:
        not_run("nothing can be mounted here: full disks were not tried on the book")
    file_systems = []
    for kind in ("ext4", "xfs"):
        why = power.supported(scratch, kind)
        if why:
            not_run(f"power loss on {kind}: {why}")
        else:
            told(f"power loss at every writing call, {kind}", power.sweep(bench, stories, kind))
            file_systems.append(kind)
    if not shutil.which("cc"):
        return not_run("there is no C compiler: the proofs were not tried on mutants")
    killers = teeth.bite(teeth.build(scratch, target), scratch, file_systems[0] if file_systems else None)
    survivors = [f"{teeth.MUTANTS[name][0]}: nothing noticed" for name, proofs in killers.items() if not proofs]
    for name, proofs in killers.items():
        print(f"      {teeth.MUTANTS[name][0]:<52} caught by: {', '.join(proofs) or 'NOTHING'}")
    told("mutants of the seal", (len(killers), survivors, f"{len(killers) - len(survivors)} of {len(killers)} caught"))


if __name__ == "__main__":
    # Memory is fast, and a kill or an error looks the same there; power fails on disks of their own.
    memory = pathlib.Path("/dev/shm")
    where = memory if memory.is_dir() and os.access(memory, os.W_OK) else None
    with tempfile.TemporaryDirectory(dir=where, prefix="courtage-book-") as scratch:
        main(pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve(), pathlib.Path(scratch))
    if broken:
        sys.exit(f"{len(broken)} promises of the book are broken")
