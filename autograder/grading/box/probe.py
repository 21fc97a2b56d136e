"""Tries from inside a box what must not work. It opens things; it never writes to anything of the host's."""

from __future__ import annotations

import ctypes
import json
import os
import signal
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from autograder.grading.box.limits import limit_processes

Tried = tuple[bool, str]
LIBC = ctypes.CDLL(None, use_errno=True)
HARMLESS_DEVICES = {"null", "zero", "full", "random", "urandom", "tty", "console", "ptmx"}
MS_REMOUNT, MS_BIND = 32, 4096
CLONE_NEWUSER = 0x10000000
S_IFCHR = 0o020000
KEYCTL_GET_KEYRING_ID, KEY_SPEC_SESSION_KEYRING, KEY_SPEC_PROCESS_KEYRING = 0, -3, -2


def main() -> int:
    """Try everything and print the findings as JSON."""
    outside = json.load(sys.stdin)
    limit_processes(outside["limits"]["processes"])
    findings = []
    for name, attempt in attempts(outside).items():
        try:
            ok, saw = attempt()
        except Exception as error:  # a probe that breaks has shown nothing
            ok, saw = False, f"the probe failed: {type(error).__name__}: {error}"
        findings.append({"name": name, "ok": ok, "saw": saw})
    json.dump({"findings": findings}, sys.stdout)
    return 0


def attempts(outside: dict[str, Any]) -> dict[str, Callable[[], Tried]]:
    """Name → what is tried; each returns whether the box held, and what was seen."""
    root, limits = Path(outside["root"]), outside["limits"]
    return {
        "kernel settings cannot be written": lambda: _cannot_open("/proc/sys/vm/drop_caches", os.O_WRONLY),
        "core_pattern cannot be written": lambda: _cannot_open("/proc/sys/kernel/core_pattern", os.O_WRONLY),
        "password hashes cannot be read": lambda: _cannot_open("/etc/shadow", os.O_RDONLY),
        "no capabilities": _capabilities,
        "no mounting": _mounting,
        "no namespaces of its own": _namespaces,
        "the root folder is read-only": _root,
        "no device files": _mknod,
        "no devices": _devices,
        "no network": _network,
        "no other processes": _processes,
        "the course's secrets are not there": lambda: _absent(root),
        "the system is read-only": _system,
        "the disk is limited": lambda: _disk(limits["scratch_mb"]),
        "processes are limited": lambda: _forks(limits["processes"]),
        "no keys of the grader's session": _keys,
        "no io_uring": _io_uring,
    }


def _cannot_open(path: str, flags: int) -> Tried:
    try:
        os.close(os.open(path, flags))
    except OSError as error:
        return True, error.strerror or "refused"
    return False, f"{path} could be opened"


def _capabilities() -> Tried:
    status = Path("/proc/self/status").read_text()
    held = next(line.split()[1] for line in status.splitlines() if line.startswith("CapEff"))
    return int(held, 16) == 0, f"effective capabilities {held}"


def _mounting() -> Tried:
    done = LIBC.mount(b"none", b"/etc", None, MS_REMOUNT | MS_BIND, None)
    return done != 0, os.strerror(ctypes.get_errno()) if done else "/etc could be remounted writable"


def _namespaces() -> Tried:
    pid = os.fork()
    if pid == 0:
        os._exit(0 if LIBC.unshare(CLONE_NEWUSER) == 0 else 1)
    made = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    return not made, "a user namespace can be made" if made else "refused"


def _root() -> Tried:
    """The root folder is the box's own, so that a file may be tried there, unless the host's was put in."""
    try:
        os.mkdir("/autograder-probe")
    except OSError as error:
        return True, error.strerror or "refused"
    os.rmdir("/autograder-probe")
    return False, "files can be written there, without a limit"


def _mknod() -> Tried:
    try:
        os.mknod("/scratch/disk", S_IFCHR | 0o600, os.makedev(1, 1))
    except OSError as error:
        return True, error.strerror or "refused"
    return False, "a device file could be made"


def _devices() -> Tried:
    nodes = [path for path in Path("/dev").iterdir() if not path.is_symlink()]
    found = {path.name for path in nodes if path.is_char_device() or path.is_block_device()}
    more = sorted(found - HARMLESS_DEVICES)
    return not more, f"also {more}" if more else ", ".join(sorted(found))


def _network() -> Tried:
    names = [name for _, name in socket.if_nameindex()]
    if set(names) - {"lo"}:
        return False, f"interfaces {names}"
    try:
        socket.create_connection(("192.0.2.1", 80), timeout=2).close()  # TEST-NET-1, nobody's address
    except OSError as error:
        return True, f"only lo; {error.strerror or error}"
    return False, "an address outside answers"


def _processes() -> Tried:
    seen = [int(name) for name in os.listdir("/proc") if name.isdigit()]
    others = [pid for pid in seen if pid not in (1, os.getpid())]
    return not others, f"sees processes {others[:5]}" if others else "sees only itself"


def _keys() -> Tried:
    """Keyrings are not namespaced: without a filter, the session's can be looked up and read."""
    found = _syscall("keyctl", KEYCTL_GET_KEYRING_ID, KEY_SPEC_SESSION_KEYRING, 0)
    added = _syscall("add_key", b"user", b"autograder-probe", b"x", 1, KEY_SPEC_PROCESS_KEYRING)
    return (
        found < 0 and added < 0,
        "refused" if found < 0 and added < 0 else f"the session's keyring is {found}",
    )


def _io_uring() -> Tried:
    made = _syscall("io_uring_setup", 1, ctypes.create_string_buffer(120))
    return made < 0, "refused" if made < 0 else "it can be set up"


def _syscall(name: str, *arguments: Any) -> int:
    """The result of a system call, -1 when it fails."""
    import pyseccomp

    number = pyseccomp.resolve_syscall(pyseccomp.system_arch(), name)
    result: int = LIBC.syscall(number, *arguments)
    return result


def _absent(root: Path) -> Tried:
    secret = ("solutions", "tests", "classroom", ".git", "work", "build/demo", "build/state")
    seen = [name for name in secret if (root / name).exists()]
    homes = [
        str(path) for path in (Path("/root/.ssh"), Path("/home")) if path.exists() and any(path.iterdir())
    ]
    found = seen + homes
    return not found, f"sees {found}" if found else "solutions, tests, classroom and homes are not mounted"


def _system() -> Tried:
    mounted = ("/usr", "/etc", "/proc/sys", "/dev", sys.prefix, sys.base_prefix)
    open_ones = [path for path in mounted if not os.statvfs(path).f_flag & os.ST_RDONLY]
    return (
        not open_ones,
        f"mounted writable: {open_ones}" if open_ones else "all that is mounted is read-only",
    )


def _disk(megabytes: int) -> Tried:
    block, written = b"\0" * 2**20, 0
    mine = Path("/scratch/filler")
    try:
        with open(mine, "wb") as out:
            for _ in range(int(1.5 * megabytes)):
                out.write(block)
                out.flush()
                written += 1
    except OSError as error:
        return True, f"{error.strerror} after {written} MiB"
    finally:
        mine.unlink(missing_ok=True)
    return False, f"{written} MiB could be written, {megabytes} are allowed"


def _forks(allowed: int) -> Tried:
    children: list[int] = []
    try:
        for _ in range(min(300, 2 * allowed)):
            pid = os.fork()
            if pid == 0:
                signal.pause()  # until it is killed
                os._exit(0)
            children.append(pid)
    except OSError as error:
        return True, f"{error.strerror} after {len(children)} processes"
    finally:
        for pid in children:
            os.kill(pid, 9)
            os.waitpid(pid, 0)
    return False, f"{len(children)} processes could be started, {allowed} are allowed"


if __name__ == "__main__":
    sys.exit(main())
