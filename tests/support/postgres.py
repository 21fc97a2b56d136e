"""A PostgreSQL server of a test's own: made in a folder, reached by a socket in it, gone afterwards."""

from __future__ import annotations

import getpass
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from autograder.setup import system


@contextmanager
def server() -> Iterator[str]:
    """Start one; yields the URL of an empty database in it."""
    initdb = system.find_tool("postgresql")
    assert initdb, "PostgreSQL is missing: run `make test`, which installs it"
    programs = Path(initdb).resolve().parent
    folder = Path(tempfile.mkdtemp(prefix="pg-"))  # short: a socket's path has a limit of 107 bytes
    data = folder / "data"
    owner = _owner(folder)
    try:
        _run(owner, programs / "initdb", "-D", data, "-A", "trust", "-U", "grader", "--no-sync")
        options = f"-k {folder} -c listen_addresses= -c fsync=off"
        control = [programs / "pg_ctl", "-D", data, "-l", folder / "log", "-w"]
        _run(owner, *control, "-o", options, "start")
        try:
            yield f"postgresql://grader@/postgres?host={folder}"
        finally:
            _run(owner, *control, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _owner(folder: Path) -> str:
    """The user it runs as: PostgreSQL refuses to be started by root."""
    if os.getuid() != 0:
        return getpass.getuser()
    shutil.chown(folder, "postgres")
    folder.chmod(0o755)
    return "postgres"


def _run(user: str, *command: str | Path) -> None:
    """Nothing is inherited that would keep a pipe of pytest's open as long as the server lives."""
    options = {"user": user} if os.getuid() == 0 else {}
    subprocess.run(
        list(map(str, command)),
        check=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
        **options,
    )
