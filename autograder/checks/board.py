"""The card in a notebook while a check runs: it fills line by line, and the old one stays until it does."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection
from typing import Any

from autograder.checks.exercise import Exercise
from autograder.checks.model import Criterion, Outcome, Report, Verdict
from autograder.checks.render import live_card, old_card

Show = Callable[[str], None]
"""Puts HTML where the last one stood."""


class Board:
    """What a learner sees of a check that is going on.

    It shows nothing before a verdict is there but the card of the check before, paled. ``show`` is where
    the HTML goes; None shows nothing, as in grading and outside of notebooks.
    """

    def __init__(self, exercise: Exercise, asked: Collection[int], before: Report | None, show: Show | None):
        self.exercise, self.asked, self._show = exercise, asked, show
        self.verdicts: dict[int, Verdict] = {}
        self._kept = before is not None and before.outcome in (Outcome.CORRECT, Outcome.INCORRECT)
        if show and before is not None and self._kept:
            show(old_card(exercise, before))

    def tell(self, item: Criterion, verdict: Verdict | None) -> None:
        """A criterion's turn has come, or it is judged."""
        if verdict is not None:
            self.verdicts[item.number] = verdict
            self._kept = False
        if self._show and not self._kept:
            looking_at = item.number if verdict is None else None
            self._show(live_card(self.exercise, self.verdicts, looking_at, self.asked))


def place_in_notebook() -> Show | None:
    """Where a notebook shows the card: one output that is replaced, and goes when the cell's value comes.

    None where there is no notebook.
    """
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    if shell is None or not hasattr(shell, "kernel"):
        return None
    from IPython.display import HTML, clear_output, display

    shown: list[Any] = []

    def show(html: str) -> None:
        if shown:
            shown[0].update(HTML(html))
        else:
            shown.append(display(HTML(html), display_id=True))
            clear_output(wait=True)  # when the cell's value comes, it takes this output's place

    return show
