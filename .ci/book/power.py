"""Power fails at every writing call of a close, on a file system that loses what it did not flush."""

import array, fcntl, os, shutil, subprocess, time

from bench import CLOSED, Violation, WRITING, points, strike

# _IOR('X', 125, u32): shut the file system down; 2 = without flushing its log.
SHUTDOWN, NO_LOG_FLUSH = 0x8004587D, 2


class Disk:
    """A file system in an image, mounted on a loop device."""

    def __init__(self, scratch, kind):
        self.kind, self.image, self.place = kind, scratch / f"{kind}.image", scratch / kind
        self.place.mkdir(exist_ok=True)
        with open(self.image, "wb") as image:
            image.truncate((512 if kind == "xfs" else 64) << 20)
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "check": True}
        subprocess.run([f"mkfs.{kind}", "-q", str(self.image)], **quiet)
        self.mount()

    def mount(self):
        subprocess.run(["mount", "-o", "loop", self.image, self.place], check=True, capture_output=True)

    def unmount(self):
        for _ in range(50):
            if subprocess.run(["umount", self.place], capture_output=True).returncode == 0:
                return
            time.sleep(0.05)
        raise Violation(f"{self.place} cannot be unmounted")

    def fail(self):
        """The power fails, and comes back."""
        place = os.open(self.place, os.O_RDONLY)
        try:
            fcntl.ioctl(place, SHUTDOWN, array.array("I", [NO_LOG_FLUSH]))
        finally:
            os.close(place)
        self.unmount()
        self.mount()

    def flush(self):
        subprocess.run(["sync", "-f", self.place], check=True)

    def remove(self):
        self.unmount()
        self.image.unlink()


def supported(scratch, kind):
    """Why power loss cannot be tried on this machine, if it cannot."""
    if os.geteuid() != 0:
        return "only root mounts file systems"
    if not shutil.which(f"mkfs.{kind}"):
        return f"mkfs.{kind} is not installed"
    try:
        disk = Disk(scratch, kind)
    except (OSError, subprocess.CalledProcessError) as error:
        return f"no loop device can be mounted ({error})"
    try:
        # A file that was never flushed must be gone, or nothing is proved here.
        disk.flush()
        (disk.place / "unflushed").write_text("x")
        disk.fail()
        return "what was never flushed outlived a power failure" if (disk.place / "unflushed").exists() else None
    except OSError as error:
        return f"the file system does not shut down ({error})"
    finally:
        disk.remove()


def moments(bench, story, only_the_end):
    """The calls before which the disk differs, and the end."""
    if only_the_end:
        return [None]
    return [point for point in points(bench, story) if point[1] in WRITING and point[1] != "open"] + [None]


def sweep(bench, stories, kind, only_the_end=False):
    """Power loss at every moment; and, around a sync, after the same command was asked again behind a kill there."""
    disk = Disk(bench.scratch, kind)
    done, violations = 0, []
    try:
        for story in stories:
            for point in moments(bench, story, only_the_end):
                for again in (False, True) if point and point[1] == "fsync" else (False,):
                    workspace = story.workspace(disk.place / "workspace")
                    disk.flush()
                    try:
                        if point is None:
                            result = story.close(bench, workspace)
                        else:
                            result = story.close(bench, workspace, strike(workspace, point, "signal=SIGKILL"))
                        if again:
                            result = story.close(bench, workspace)
                        told = CLOSED.search(result.stdout) is not None
                        disk.fail()
                        judge(bench, story, workspace, told)
                    except Violation as violation:
                        where = "the end" if point is None else f"{point[1]} {point[2]} {''.join(point[0])}"
                        violations.append(f"{story.name} on {kind}, power loss at {where}{', asked again before' if again else ''}: {violation}")
                    done += 1
    finally:
        disk.remove()
    return done, violations


def judge(bench, story, workspace, told):
    before, after = story.records
    records = bench.records(workspace)
    if told and records != after:
        raise Violation(f"acknowledged, and {records} records are in the book")
    if not before <= records <= after:
        raise Violation(f"{records} records")
    story.again(bench, workspace)
