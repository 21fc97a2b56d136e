"""One set-up at a time: a second one says that it waits, and waits. Standard library only."""

from __future__ import annotations

import fcntl
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def only_one(lock: Path) -> Iterator[None]:
    """Hold the lock file `lock` while the body runs; the system releases it when the process ends."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    with open(lock, "w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Another set-up is running in this folder; waiting for it to finish ...", flush=True)
            fcntl.flock(file, fcntl.LOCK_EX)
        yield
