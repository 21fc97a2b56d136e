"""Files that several processes write: whole or not at all, and one process at a time."""

from __future__ import annotations  # set-up uses it, and tells an old Python what it lacks

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO


def write_atomically(path: Path, content: bytes) -> None:
    """Replace `path` in one step, creating its folders; a crash leaves the old file or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.chmod(temporary, 0o644)  # mkstemp makes it private
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


@contextmanager
def lock_file(path: Path, *, wait: bool = True) -> Iterator[IO[str]]:
    """Hold the lock file at `path`, open for reading and writing; the system lets go when this process ends.

    Raises:
        BlockingIOError: another process holds it, and this one is not to wait. Nothing in the file changes.
    """
    with open(path, "a+", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        yield file


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """One writer at a time; the lock is on the folder itself, so that it leaves no file behind."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
