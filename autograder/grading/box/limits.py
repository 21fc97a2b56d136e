"""What one box may use, and what enforces it: a cgroup of its own, or limits inside and a watchdog."""

from __future__ import annotations

import os
import resource
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol

from autograder.grading.course.limits import Limits

CGROUPS = Path("/sys/fs/cgroup")
LEFT_OUT = "[output left out: this notebook shows more than it may]"  # in place of what is beyond a limit


MOST_CONTAINERS = 40_000  # lists and objects that a check cell's outputs or a look's answer may hold


def containers(text: str) -> int:
    """At least as many as the lists and objects in a JSON text; parsed, one takes 30 times its two bytes."""
    return text.count("{") + text.count("[")


def limit_processes(most: int) -> None:
    """Limit this box's processes from inside; the kernel counts those of ordinary users, not root's."""
    resource.setrlimit(resource.RLIMIT_NPROC, (most, most))


class Fence(Protocol):
    """Hard limits around a box's processes."""

    def enter(self) -> list[str]:
        """The head of a command line that moves a process inside before it becomes the box."""

    def begin(self, pid: int) -> None:
        """Learn the box's outermost process, once it runs."""

    def watch(self) -> None:
        """Called a few times a second while the box runs."""

    def killed_for(self) -> str | None:
        """What the fence killed for: "memory", "processes" (refused, rather), or None."""

    def peak_mb(self) -> int:
        """The most memory that was used, in MiB; 0 where that is not known."""

    def kill(self) -> None:
        """SIGKILL to every process inside."""


class CannotLimit(RuntimeError):
    """Nothing here can enforce the limits; the message says what to do."""


@contextmanager
def fence(limits: Limits) -> Iterator[Fence]:
    """The strongest fence to be had: cgroup v2, cgroup v1, or for an ordinary user limits inside the box.

    Raises CannotLimit for root without a cgroup: the kernel does not count root's processes.
    """
    made = _v2(limits) or _v1(limits) or _inside(limits)
    try:
        yield made
    finally:
        made.kill()
        if isinstance(made, _Cgroup):
            made.remove()


class _Cgroup:
    """Folders in one hierarchy (v2) or several (v1), all holding the same processes."""

    def __init__(self, folders: dict[str, Path], v2: bool) -> None:
        self.folders, self.v2 = folders, v2

    def enter(self) -> list[str]:
        files = [str(folder / "cgroup.procs") for folder in set(self.folders.values())]
        script = 'for file do shift; [ "$file" = -- ] && break; echo $$ > "$file" || exit 97; done; exec "$@"'
        return ["/bin/sh", "-c", script, "enter", *files, "--"]

    def begin(self, pid: int) -> None:
        """The group knows its processes."""

    def watch(self) -> None:
        """The kernel watches."""

    def killed_for(self) -> str | None:
        memory, pids = self.folders["memory"], self.folders["pids"]
        ooms = _counter(memory / ("memory.events" if self.v2 else "memory.oom_control"), "oom_kill")
        if ooms:
            return "memory"
        return "processes" if _counter(pids / "pids.events", "max") else None

    def peak_mb(self) -> int:
        file = self.folders["memory"] / ("memory.peak" if self.v2 else "memory.max_usage_in_bytes")
        with suppress(OSError, ValueError):
            return int(file.read_text()) // 2**20
        return 0

    def kill(self) -> None:
        """All of them, however fast they multiply: those that are left are killed again."""
        for _ in range(200):
            members = {pid for folder in self.folders.values() for pid in _members(folder)}
            if not members:
                return
            for pid in members:
                with suppress(ProcessLookupError):
                    os.kill(pid, 9)
            time.sleep(0.01)

    def remove(self) -> None:
        for folder in set(self.folders.values()):
            for _ in range(50):
                try:
                    folder.rmdir()
                    break
                except OSError:  # a killed process is not quite gone yet
                    time.sleep(0.02)


def _members(folder: Path) -> list[int]:
    try:
        return [int(line) for line in (folder / "cgroup.procs").read_text().split()]
    except OSError:
        return []


def _counter(file: Path, name: str) -> int:
    with suppress(OSError):
        for line in file.read_text().splitlines():
            key, _, value = line.partition(" ")
            if key == name and value.strip().isdigit():
                return int(value)
    return 0


def _new(parent: Path) -> Path:
    folder = parent / f"autograder-{os.getpid()}-{uuid.uuid4().hex[:8]}"
    folder.mkdir()
    return folder


def _v2(limits: Limits) -> _Cgroup | None:
    """A child of our own cgroup, when memory and pids are delegated to it."""
    own = next((line[3:] for line in _own_cgroups() if line.startswith("0::")), None)
    if own is None:
        return None
    parent = CGROUPS / own.lstrip("/")
    try:
        if not {"memory", "pids"} <= set((parent / "cgroup.subtree_control").read_text().split()):
            return None
        folder = _new(parent)
    except OSError:
        return None
    _write(folder / "memory.max", limits.memory_mb * 2**20)
    _write(folder / "memory.swap.max", 0)
    _write(folder / "pids.max", limits.processes)
    return _Cgroup({"memory": folder, "pids": folder}, v2=True)


def _v1(limits: Limits) -> _Cgroup | None:
    """New groups in the memory and pids hierarchies, where we may make them."""
    folders: dict[str, Path] = {}
    try:
        for name in ("memory", "pids"):
            if not (CGROUPS / name / "cgroup.procs").exists():
                return None
            folders[name] = _new(CGROUPS / name)
    except OSError:
        for folder in folders.values():
            folder.rmdir()
        return None
    _write(folders["memory"] / "memory.limit_in_bytes", limits.memory_mb * 2**20)
    _write(folders["memory"] / "memory.memsw.limit_in_bytes", limits.memory_mb * 2**20)
    _write(folders["pids"] / "pids.max", limits.processes)
    return _Cgroup(folders, v2=False)


def _own_cgroups() -> list[str]:
    try:
        return Path("/proc/self/cgroup").read_text().splitlines()
    except OSError:
        return []


def _write(file: Path, value: int) -> None:
    with suppress(OSError):  # swap accounting may be switched off
        file.write_text(str(value))


class _Inside:
    """RLIMIT_NPROC, which the kernel counts per user and user namespace, and a watchdog for memory."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.root: int | None = None
        self._peak, self._over = 0, False

    def enter(self) -> list[str]:
        return []

    def begin(self, pid: int) -> None:
        self.root = pid

    def watch(self) -> None:
        """Kill the box when its processes' memory is over the limit."""
        used = sum(_pss_mb(pid) for pid in _tree(self.root)) if self.root else 0
        self._peak = max(self._peak, used)
        if used > self.limits.memory_mb:
            self._over = True
            self.kill()

    def killed_for(self) -> str | None:
        return "memory" if self._over else None

    def peak_mb(self) -> int:
        return self._peak

    def kill(self) -> None:
        """The box's init takes its whole PID namespace along."""
        for pid in _tree(self.root) if self.root else []:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(pid, 9)


def _inside(limits: Limits) -> _Inside:
    if os.getuid() == 0:
        raise CannotLimit(
            "Grading as root needs a writable cgroup (memory and pids): the kernel does not limit root's "
            "processes otherwise.\nGrade as an ordinary user, or give this container its own cgroup "
            "(docker run --cgroupns=private with a writable /sys/fs/cgroup)."
        )
    return _Inside(limits)


def _tree(root: int) -> list[int]:
    """A process and all below it."""
    found, waiting = [], [root]
    while waiting:
        pid = waiting.pop()
        found.append(pid)
        with suppress(OSError):
            for task in Path(f"/proc/{pid}/task").iterdir():
                waiting += [int(child) for child in (task / "children").read_text().split()]
    return found


def _pss_mb(pid: int) -> int:
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) // 1024
    return 0
