"""What a check prints, in 80 columns: a sign of life, the cards, and the table at the end."""

from __future__ import annotations

import textwrap
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from io import TextIOWrapper
from typing import TextIO

from autograder import paths
from autograder.notebook_check.model import State, Told

WIDTH = 80
SIGN_SECONDS = 8.0  # between two signs of life where they are lines; a terminal's one line counts seconds
MARGIN = " " * 5  # of a failed criterion's lines on a card
CODE, PRINTED = f"{MARGIN}see it:", "What your code printed:"  # neither is broken: the one is to be copied


class Screen:
    """Prints to a stream; a terminal gets one line that counts, anything else a line now and then."""

    def __init__(self, out: TextIO) -> None:
        if isinstance(out, TextIOWrapper):
            out.reconfigure(errors="replace")  # a terminal without UTF-8 shows ? for a mark, and no traceback
        self._out = out
        self._terminal = out.isatty()

    def say(self, text: str = "") -> None:
        """Print text, its lines broken at 80 columns."""
        self._write(folded(text) + "\n")

    @contextmanager
    def busy(self, what: str) -> Iterator[None]:
        """Say that something begins, and give signs of life until it has ended."""
        self._write(f"{what} ...\n")
        ended = threading.Event()
        signs = threading.Thread(target=self._signs, args=(what, ended), daemon=True)
        signs.start()
        try:
            yield
        finally:
            ended.set()
            signs.join()

    def _signs(self, what: str, ended: threading.Event) -> None:
        began, line = time.monotonic(), ""
        while not ended.wait(1.0 if self._terminal else SIGN_SECONDS):
            line = f"  {what[: WIDTH - 20]} ... {time.monotonic() - began:.0f} s"
            with suppress(OSError):  # whoever reads the other end of a pipe has left: the next card says so
                self._write(f"\r{line}" if self._terminal else f"{line}\n")
        if self._terminal and line:
            self._write(f"\r{' ' * len(line)}\r")

    def _write(self, text: str) -> None:
        self._out.write(text)
        self._out.flush()


def folded(text: str) -> str:
    """The text with its lines broken at 80 columns, hanging under their own beginning; code stays whole."""
    said, headed, printed = text.partition(PRINTED)
    lines, code = [], False
    for line in said.split("\n"):
        margin = len(line) - len(line.lstrip())
        code = line.startswith(CODE) or (code and margin > len(MARGIN))
        lines += [line] if code or len(line) <= WIDTH else _broken(line, " " * (margin + 2))
    return "\n".join(lines) + headed + printed


def _broken(line: str, hanging: str) -> list[str]:
    return textwrap.wrap(
        line, WIDTH, subsequent_indent=hanging, break_long_words=False, break_on_hyphens=False
    )


def table(rows: Sequence[Told]) -> str:
    """One line per exercise, and the sum."""
    wide = max(len(one.exercise.name) for one in rows)
    cells = [(one.exercise.name, one.points, one.exercise.max_points, str(one.state)) for one in rows]
    if len(cells) > 1:
        cells.append(("all", sum(one.points for one in rows), sum(row[2] for row in cells), ""))
    return "\n".join(
        f"{name:<{wide}}  {points:>3} of {most:>3} points  {state}".rstrip()
        for name, points, most, state in cells
    )


def next_step(rows: Sequence[Told], passed: Sequence[State], seed: str) -> str:
    """What to do next, in one sentence."""
    first = next((one for one in rows if one.state not in passed), None)
    if first is None:
        return "Everything that was asked for holds."
    name = first.exercise.name
    again = "save the notebook, and check again."
    by_state = {
        State.NOT_ATTEMPTED: f"Next: write {' and '.join(first.exercise.answers)} in its cell, {again}",
        State.NOT_RUN: f"Next: repair the cell named under {name} until it runs in Lab, {again}",
        State.NO_SETUP: f"Next: run `{paths.command('setup')}`; if that cell still does not run, report it.",
        State.STOPPED: f"Next: find out why {name} was stopped, {again}",
        State.OUR_ERROR: f'Next: report the error in {name}, with the seed "{seed}".',
    }
    repeat = f'lesson.check("{name}", seed="{seed}")'
    return by_state.get(
        first.state,
        f"Next: {name}, criterion {first.criterion}; in the notebook this repeats the case:\n  {repeat}",
    )
