"""What a person sees of set-up: a line for each step, and never ten silent seconds. Standard library only."""

from __future__ import annotations

import shutil
import sys
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LIVE = 0.5  # seconds between two looks of the live line in a terminal
NOW_AND_THEN = 8.0  # seconds between two lines in a log
ERASE = "\r\x1b[K"


class Step:
    """One step under way."""

    def __init__(self, name: str) -> None:
        self.name = f"  {name:<16}"
        self.live = sys.stdout.isatty()
        self._begun = time.monotonic()
        self._found: list[str] = []
        self._now: Callable[[], str] = str
        self._lines = 0

    def report(self, found: str) -> None:
        """Add to what the step's last line says."""
        self._found.append(found)

    def now(self, doing: str) -> None:
        """Say what is being done at the moment."""
        self._now = lambda: doing

    def watch(self, doing: Callable[[], str]) -> None:
        """Let `doing` say what is being done at the moment; it is called in another thread."""
        self._now = doing

    def remark(self, text: str) -> None:
        """Print a line that stays."""
        print(f"{ERASE if self.live else chr(10)}    {text}", flush=True)
        self._lines += 1

    def seconds(self) -> float:
        """How long the step has been under way."""
        return time.monotonic() - self._begun

    def begin(self) -> None:
        """Print the step's name."""
        print(self.name, end="", flush=True)

    def tick(self) -> None:
        """Show that the step is alive, and what it does."""
        text = f"{self.seconds():4.0f} s  {self._now()}".rstrip()
        if self.live:
            width = shutil.get_terminal_size().columns - 1
            print(f"{ERASE}{(self.name + text)[:width]}", end="", flush=True)
        else:
            print(f"{'' if self._lines else chr(10)}    {text}", flush=True)
        self._lines += 1

    def end(self, failed: bool) -> None:
        """Print the step's last line."""
        if self._lines:
            print(f"{ERASE if self.live else ''}{self.name}", end="")
        print("failed" if failed else f"{', '.join(self._found)} ({self.seconds():.1f} s)", flush=True)


@contextmanager
def step(name: str) -> Iterator[Step]:
    """Print a step's name at once, signs of life while the body runs, then what it found and the seconds."""
    this = Step(name)
    this.begin()
    over = threading.Event()
    ticker = threading.Thread(target=_tick, args=(this, over), daemon=True)
    ticker.start()
    failed = True
    try:
        yield this
        failed = False
    finally:
        over.set()
        ticker.join()
        this.end(failed)


def _tick(this: Step, over: threading.Event) -> None:
    while not over.wait(LIVE if this.live else NOW_AND_THEN):
        this.tick()
