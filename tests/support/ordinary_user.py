"""A course as an ordinary user has it: a copy of this checkout, set up, in a folder of theirs with a space.

Where the tests run as root, the user has no right on this machine: no capability, no cgroup of their own.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from autograder import paths

USER = 12345
NOT_SOURCE = (".*", "build", "dist", "classroom", "work", "tests", "__pycache__", "*.egg-info")


@dataclass(frozen=True)
class Desk:
    """Where the user sits: the course's folder, and what begins every command of theirs."""

    folder: Path
    as_user: tuple[str, ...]

    def command(self, line: str, **variables: str) -> tuple[list[str], dict[str, str]]:
        """A line as it is typed into a shell in the activated environment, and its variables."""
        activated = f". .venv/bin/activate && {line}"
        own = {"PATH": os.environ["PATH"], "HOME": str(self.folder.parent / "home"), "LANG": "C.UTF-8"}
        return [*self.as_user, "bash", "-ec", activated], {**own, **variables}

    def run(self, line: str, seconds: float = 300, **variables: str) -> subprocess.CompletedProcess[str]:
        """Type a line and wait for its end."""
        command, environment = self.command(line, **variables)
        return subprocess.run(
            command,
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )


@contextmanager
def ordinary_user() -> Iterator[Desk]:
    """The course on such a user's desk; it is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="ordinary user ") as own:
        home = Path(own)
        (home / "home").mkdir()
        folder = home / "my course"
        shutil.copytree(paths.ROOT, folder, ignore=shutil.ignore_patterns(*NOT_SOURCE))
        setup = folder / "build" / "setup"
        setup.mkdir(parents=True)
        (setup / "env").write_text(f"PYTHON='{folder / '.venv' / 'bin' / 'python'}'\n", "utf-8")
        as_user = _as_user(home)
        _environment(Path(sys.prefix), folder)  # stays root's: its files are also the real one's
        yield Desk(folder, as_user)


def _environment(real: Path, folder: Path) -> None:
    """A copy of the virtual environment, of hard links where they can be had, for this copy of the course."""
    copy = folder / ".venv"
    links = subprocess.run(["cp", "-al", str(real), str(copy)], capture_output=True, check=False)
    if links.returncode:
        shutil.copytree(real, copy, symlinks=True, dirs_exist_ok=True)
    for script in (copy / "bin").iterdir():
        if script.is_file() and not script.is_symlink() and str(real) in (text := _text(script)):
            _replace(script, _moved(text, real, copy))
    (packages,) = copy.glob("lib/python*/site-packages")
    for editable in packages.glob("__editable__*autograder*"):
        editable.unlink()
    (packages / "this_course.pth").write_text(f"{folder}\n", "utf-8")


# What pip writes where a path has a space: to a shell it is a command, to Python a text.
LAUNCHER = """\
#!/bin/sh
'''exec' "{python}" "$0" "$@"
' '''
"""


def _moved(script: str, real: Path, copy: Path) -> str:
    first, _, rest = script.partition("\n")
    if first == f"#!{real / 'bin' / 'python'}":
        return LAUNCHER.format(python=copy / "bin" / "python") + rest
    return script.replace(str(real), str(copy))


def _text(script: Path) -> str:
    try:
        return script.read_text("utf-8")
    except UnicodeDecodeError:
        return ""


def _replace(file: Path, text: str) -> None:
    """Write a new file in the place of one that is also the real environment's."""
    mode = file.stat().st_mode
    file.unlink()
    file.write_text(text, "utf-8")
    file.chmod(mode)


def _as_user(home: Path) -> tuple[str, ...]:
    """What begins a command of the user's; they own all that is in ``home`` by now.

    Where this interpreter lies out of their sight, as in root's home, they see it at its place all the same,
    in a mount namespace of their own: there the folder that is closed to them holds nothing else.
    """
    if os.getuid() != 0:
        return ()
    home.chmod(0o755)
    for path in (home, *home.rglob("*")):
        os.chown(path, USER, USER, follow_symlinks=False)
    become = ["setpriv", f"--reuid={USER}", f"--regid={USER}", "--clear-groups"]
    python = os.path.realpath(sys.executable)
    seen = [*become, "sh", "-c", '"$0" -c pass', python]  # setpriv itself may still look everywhere
    if subprocess.run(seen, capture_output=True, check=False).returncode == 0:
        return tuple(become)
    prefix = Path(sys.base_prefix)
    closed = next(one for one in reversed(prefix.parents) if not one.stat().st_mode & 0o001)
    spare = home / "python"
    spare.mkdir()
    return ("unshare", "--mount", "sh", "-ec", SHOWN, "sh", str(prefix), str(closed), str(spare), *become)


SHOWN = """\
prefix=$1 closed=$2 spare=$3; shift 3
mount --bind "$prefix" "$spare"
mount -t tmpfs -o mode=755 tmpfs "$closed"
mkdir -p "$prefix"
mount --bind "$spare" "$prefix"
exec "$@"
"""
