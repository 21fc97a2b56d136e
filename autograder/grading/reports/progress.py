"""How far grading has come: a bar on a terminal; elsewhere, as in a log, a line now and then."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

EVERY = 20.0  # seconds between two lines

Advance = Callable[[int, str], None]
"""(how many more are graded, what became of the last one) → None."""


@contextmanager
def progress(console: Console, total: int) -> Iterator[Advance]:
    """Show progress while the body runs and calls what it is given."""
    if console.is_terminal:
        with _bar(console, total) as advance:
            yield advance
    else:
        yield _lines(console, total)


@contextmanager
def _bar(console: Console, total: int) -> Iterator[Advance]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as shown:
        bar = shown.add_task("grading", total=total)
        yield lambda more, last: shown.update(bar, advance=more, description=last)


def _lines(console: Console, total: int) -> Advance:
    began = said = time.monotonic()
    done = 0

    def advance(more: int, last: str) -> None:
        nonlocal said, done
        done, now = done + more, time.monotonic()
        if now - said >= EVERY or done == total:
            said, left = now, (now - began) / done * (total - done)
            console.print(f"{done} of {total} graded, about {left:.0f} s left. {last}", markup=False)

    return advance
