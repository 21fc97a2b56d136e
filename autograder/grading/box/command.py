"""The bubblewrap command line: what a box can see, and nothing else.

bubblewrap (https://github.com/containers/bubblewrap) starts with an empty file system. Named folders
are put in, read-only and at their own paths, so that class archive and interpreter find what they remember.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

from autograder import paths
from autograder.grading.course.limits import Limits

SCRATCH = "/scratch"  # all that a box can write to, apart from a small /tmp; gone with the box
SMALL_MB = 64  # /tmp and /dev/shm
UID = 1000
PASSWD = f"learner:x:{UID}:{UID}::{SCRATCH}/home:/bin/false\n"
# What Python, Java and the dynamic linker read. Never passwd or shadow: the kernel's uid may still be root's.
ETC = ("ld.so.cache", "ld.so.conf", "ld.so.conf.d", "alternatives", "nsswitch.conf", "fonts")


class NoBox(RuntimeError):
    """No sandbox can be had here; the message says why and what to do."""


def find_bwrap() -> str:
    """The path of bubblewrap. Raises NoBox with the command that installs it."""
    found = shutil.which("bwrap")
    if found is None:
        raise NoBox(
            "Grading runs strangers' code, so it needs bubblewrap, and there is no `bwrap` on PATH.\n"
            "Debian, Ubuntu: `sudo apt-get install bubblewrap`; "
            "conda: `conda install -c conda-forge bubblewrap`."
        )
    return found


def bwrap_command(
    program: Sequence[str], limits: Limits, *, etc: Path, seccomp: int, extra: Sequence[str] = ()
) -> list[str]:
    """The command that runs ``program`` in a box.

    ``etc`` is a folder for the few files that a box's /etc needs and that are written here; ``seccomp`` the
    descriptor of its filter of system calls (`syscalls.filter_file`), which it inherits. ``extra`` are
    further arguments of bubblewrap: they exist to open a box on purpose, so that the doctor can be seen to
    notice it.
    """
    return [
        find_bwrap(),
        *("--unshare-all", "--unshare-user", "--uid", str(UID), "--gid", str(UID), "--cap-drop", "ALL"),
        *("--die-with-parent", "--new-session", "--as-pid-1", "--clearenv", "--hostname", "box"),
        *_system(),
        *_etc(etc),
        *("--proc", "/proc", "--ro-bind", "/proc/sys", "/proc/sys"),
        *("--dev", "/dev", *_tmpfs("/dev/shm", SMALL_MB), "--remount-ro", "/dev"),
        *_tmpfs("/tmp", SMALL_MB),
        *_tmpfs(SCRATCH, limits.scratch_mb),
        *_read_only(course_paths()),
        *_environment(),
        *("--chdir", SCRATCH),
        *("--seccomp", str(seccomp)),
        *extra,
        *("--remount-ro", "/"),  # the root folder itself is a tmpfs without a limit
        *_no_namespaces(),
        "--",
        *program,
    ]


@cache
def _no_namespaces() -> tuple[str, ...]:
    """Forbid user namespaces inside: whoever makes one may mount a tmpfs without a limit.

    bubblewrap can do that since 0.8. With an older one the doctor finds the box open.
    """
    told = subprocess.run([find_bwrap(), "--help"], capture_output=True, text=True, check=False)
    return ("--disable-userns",) if "--disable-userns" in told.stdout + told.stderr else ()


def course_paths() -> list[Path]:
    """What of this machine a box sees beside /usr: interpreter, package, JARs, class archive, data, Java.

    Not the checkout itself: solutions, tests, classroom and gradebook stay outside.
    """
    wanted = [
        Path(sys.prefix),
        Path(sys.base_prefix),
        paths.PACKAGE,
        paths.DATA,
        paths.JARS,
        paths.HADOOP_DEFAULTS,
        paths.CLASS_ARCHIVE,
    ]
    home = os.environ.get("JAVA_HOME")
    if home:
        wanted.append(Path(home))
    return [path for path in _real(wanted) if not path.is_relative_to("/usr")]


def _real(wanted: Iterable[Path]) -> list[Path]:
    """Each path as it is named and as it really is, so that links inside a box lead somewhere."""
    both = {spelling for path in wanted if path.exists() for spelling in (path.absolute(), path.resolve())}
    return sorted(both)  # a folder before what lies in it


def _system() -> list[str]:
    """/usr, and the links or folders that the root folder has beside it (a merged /usr, or an old one)."""
    arguments = ["--ro-bind", "/usr", "/usr"]
    for name in ("bin", "sbin", "lib", "lib32", "lib64"):
        top = Path("/", name)
        if top.is_symlink():
            arguments += ["--symlink", f"usr/{name}", f"/{name}"]
        elif top.is_dir():
            arguments += ["--ro-bind", str(top), str(top)]
    return arguments


def _etc(folder: Path) -> list[str]:
    (folder / "passwd").write_text(PASSWD, "ascii")
    (folder / "group").write_text(f"learner:x:{UID}:\n", "ascii")
    (folder / "hosts").write_text("127.0.0.1 localhost box\n", "ascii")
    arguments = ["--ro-bind", str(folder), "/etc"]
    # Mount points inside a read-only folder must be there before.
    for name in (*ETC, *(path.name for path in Path("/etc").glob("java*"))):
        host = Path("/etc", name)
        if host.is_dir():
            (folder / name).mkdir(exist_ok=True)
        elif host.exists():
            (folder / name).touch()
        else:
            continue
        arguments += ["--ro-bind", str(host), str(host)]
    return arguments


def _tmpfs(where: str, megabytes: int) -> list[str]:
    return ["--size", str(megabytes * 2**20), "--tmpfs", where]


def _read_only(wanted: Iterable[Path]) -> list[str]:
    return [argument for path in wanted for argument in ("--ro-bind", str(path), str(path))]


def _environment() -> list[str]:
    variables = {
        "HOME": f"{SCRATCH}/home",
        "TMPDIR": f"{SCRATCH}/tmp",
        "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        "PYTHONPATH": str(paths.PACKAGE.parent),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONNOUSERSITE": "1",  # a learner may write there, and the witness comes after them
        "AUTOGRADER_ROOT": str(paths.ROOT),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "MPLCONFIGDIR": f"{SCRATCH}/home/matplotlib",
        "IPYTHONDIR": f"{SCRATCH}/home/ipython",
    }
    # How a session is set up is the grader's choice; nothing else of its environment goes in.
    variables |= {
        name: os.environ[name] for name in ("JAVA_HOME", "AUTOGRADER_SESSION") if name in os.environ
    }
    return [argument for name, value in variables.items() for argument in ("--setenv", name, value)]
