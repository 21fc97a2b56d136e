"""The words of a notebook's check: what was asked for, what became of it, and why there may be no check."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from autograder.checks.exercise import Exercise


class CannotCheck(Exception):
    """The notebook cannot be checked at all; the message is one sentence that says why and what to do."""


class State(StrEnum):
    """What became of an exercise that was asked for."""

    CORRECT = "correct"
    CORE = "core passed"
    INCORRECT = "incorrect"
    NOT_ATTEMPTED = "not attempted"
    NOT_RUN = "cell did not run"
    NO_SETUP = "set-up did not run"
    STOPPED = "stopped"
    OUR_ERROR = "our error"


@dataclass(frozen=True)
class Told:
    """One exercise: its state, points, card as text, and the first criterion that failed (0: none)."""

    exercise: Exercise
    state: State
    points: int
    text: str
    criterion: int = 0


@dataclass(frozen=True)
class Wish:
    """How to check: core criteria alone, the scenarios' seed, the seconds one cell or check may take."""

    core: bool
    seed: str
    seconds: float
