"""One set-up at a time: a second one says that it waits, and waits. Standard library only."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.files import lock_file

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def only_one(lock: Path) -> Iterator[None]:
    """Hold the lock file `lock` while the body runs; the system releases it when the process ends."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    with ExitStack() as held:
        try:
            held.enter_context(lock_file(lock, wait=False))
        except BlockingIOError:
            print("Another set-up is running in this folder; waiting for it to finish ...", flush=True)
            held.enter_context(lock_file(lock))
        yield
