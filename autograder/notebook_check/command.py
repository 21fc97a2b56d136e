"""What `autograder check` does: finds the lesson, checks, prints, and says in its exit code how it went."""

from __future__ import annotations

import secrets
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from autograder import exercises, syllabus
from autograder.checks.exercise import Exercise
from autograder.notebook_check.model import CannotCheck, State, Told, Wish
from autograder.notebook_check.screen import Screen, next_step, table

PASSED, OPEN, NOT_CHECKED, OURS = 0, 1, 2, 3  # exit codes
STOPPED = 130  # by Ctrl-C


def check(notebook: Path, only: str | None, wish: Wish, out: TextIO | None = None) -> int:
    """Check a notebook and print what is found, to stdout by default; the exit code."""
    screen = Screen(out or sys.stdout)
    try:
        return _check(notebook, only, wish, screen)
    except CannotCheck as error:
        screen.say(str(error))
        return NOT_CHECKED
    except KeyboardInterrupt:
        screen.say("\nStopped. What was checked before that counts in your progress.")
        return STOPPED
    except BrokenPipeError:  # `| head` has what it wanted
        raise
    except Exception as error:
        where = traceback.extract_tb(error.__traceback__)[-1]
        told = f"{type(error).__name__}: {error} ({Path(where.filename).name}, line {where.lineno})"
        screen.say(f"The check itself broke; the mistake is ours, not yours. Please report it: {told}")
        return OURS


def new_seed() -> str:
    """A seed for one run, short enough to be typed again."""
    return secrets.token_hex(4)


def _check(path: Path, only: str | None, wish: Wish, screen: Screen) -> int:
    with screen.busy(f"Reading {path.name}"):
        from autograder.notebook_check import lessons  # seconds on a busy machine, so behind the first line
        from autograder.notebook_check.plan import make_plan
        from autograder.notebook_check.run import check_all

        notebook = lessons.read(path)
        slug = lessons.find_lesson(notebook, path)
        asked = _asked(slug, only, wish.core)
        notebook, notes = lessons.in_shape(notebook, slug)
        plan = make_plan(notebook, slug, {one.name for one in asked})
    screen.say(f"{syllabus.lesson(slug).title}\n{_promise(asked, wish)}")
    for note in notes:
        screen.say(note)
    told: list[Told] = []
    screen.say()
    for one in check_all(plan, path.resolve().parent, wish, screen.busy):
        screen.say(f"{one.text}\n")
        told.append(one)
    passed = (State.CORRECT, State.CORE) if wish.core else (State.CORRECT,)
    screen.say(f"{table(told)}\n\n{next_step(told, passed, wish.seed)}")
    return _exit_code(told, passed)


def _asked(slug: str, only: str | None, core: bool) -> list[Exercise]:
    """The exercises to check. Raises CannotCheck when there is none of that name, or none with a core."""
    own = list(exercises.of_lesson(slug))
    asked = [one for one in own if only in (None, one.name)]
    if not asked:
        names = ", ".join(one.name for one in own)
        raise CannotCheck(f"Lesson {slug} has no exercise {only}; it has {names}.")
    with_core = [one for one in asked if one.core]
    if core and not with_core:
        raise CannotCheck(f"{only} has stretch criteria alone: check it without --core.")
    return with_core if core else asked


def _promise(asked: Sequence[Exercise], wish: Wish) -> str:
    many = f"{len(asked)} exercises" if len(asked) > 1 else asked[0].name
    part = ", core criteria alone" if wish.core else ""
    return f"Checking {many}{part}; at most {wish.seconds:g} s for each; seed {wish.seed}."


def _exit_code(told: Sequence[Told], passed: Sequence[State]) -> int:
    states = [one.state for one in told]
    if State.OUR_ERROR in states:
        return OURS
    if all(state is State.NO_SETUP for state in states):
        return NOT_CHECKED
    return PASSED if all(state in passed for state in states) else OPEN
