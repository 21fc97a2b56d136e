"""Runs a plan: cells and checks in the order of the notebook, one kernel, and another when that is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from itertools import count
from pathlib import Path

from autograder import paths
from autograder.checks.exercise import Exercise
from autograder.checks.model import Json, Outcome
from autograder.notebook_check.inside import MIME, call
from autograder.notebook_check.kernel import CellError, Kernel, Lost
from autograder.notebook_check.model import State, Told, Wish
from autograder.notebook_check.plan import Cell, Kind, Plan, needed

Busy = Callable[[str], AbstractContextManager[None]]
"""Tells that an exercise begins, and that it goes on, while inside."""


def check_all(plan: Plan, folder: Path, wish: Wish, busy: Busy) -> Iterator[Told]:
    """Check exercise after exercise. Raises CannotCheck when no kernel starts."""
    with _Workplace(folder, wish.seconds) as workplace:
        waiting: list[Cell] = []
        turn = count(1)
        for step in plan.steps:
            if isinstance(step, Cell):
                waiting.append(step)
                continue
            with busy(f"{next(turn)} of {len(plan.exercises)}: {step.name}"):
                for cell in waiting:
                    workplace.run(cell)
                told = _check(step, workplace, wish)
            waiting.clear()
            yield told


class _Workplace:
    """A kernel, the cells that ran in it, and those that did not, each with the reason.

    A kernel that is lost is replaced, and the cells that had run run again: whatever ended it is left out.
    """

    def __init__(self, folder: Path, seconds: float) -> None:
        self._folder, self._seconds = folder, seconds
        self._kernel: Kernel | None = None
        self.ran: list[Cell] = []
        self.failed: list[tuple[Cell, str]] = []
        self.stopped: list[Exercise] = []

    def __enter__(self) -> _Workplace:
        return self

    def __exit__(self, *_: object) -> None:
        if self._kernel is not None:
            self._kernel.close()

    def run(self, cell: Cell) -> None:
        """Run a cell and note how it ended."""
        try:
            self.execute(cell.source)
        except CellError as error:
            self.failed.append((cell, str(error)))
        except Lost as error:
            self.failed.append((cell, f"it {error}"))
        else:
            self.ran.append(cell)

    def execute(self, source: str) -> list[Json]:
        """Run code where everything that ran so far has run. Raises CellError, Lost."""
        kernel = self._kernel or self._new_kernel()
        try:
            return kernel.run(source)
        except Lost:
            self._kernel = None
            raise

    def _new_kernel(self) -> Kernel:
        self._kernel = Kernel(self._folder, self._seconds)
        again, self.ran = self.ran, []
        for cell in again:
            self.run(cell)
        return self._kernel or self._new_kernel()  # a cell that ends a second kernel has failed, and is out

    def suspects(self, exercise: Exercise) -> list[str]:
        """The exercises whose check was stopped before and to whose answers this one's come."""
        names = needed(exercise, self.ran)
        return [one.name for one in self.stopped if names & set(one.answers)]

    def culprit(self, exercise: Exercise) -> tuple[Cell, str] | None:
        """The cell that did not run and that an exercise's answers come to, with the reason."""
        names = needed(exercise, [*self.ran, *(cell for cell, _ in self.failed)])
        names -= {name for cell in self.ran for name in cell.names.binds}
        return next(((cell, why) for cell, why in self.failed if cell.names.binds & names), None)


def _check(exercise: Exercise, workplace: _Workplace, wish: Wish) -> Told:
    culprit = workplace.culprit(exercise)
    if culprit is not None:
        return _did_not_run(exercise, *culprit)
    try:
        outputs = workplace.execute(call(exercise.name, wish.core, wish.seed))
    except Lost as error:
        told = _stopped(exercise, str(error), workplace.suspects(exercise))
        workplace.stopped.append(exercise)
        return told
    except CellError as error:
        return _broke(exercise, str(error))
    shown = next((one["data"][MIME] for one in outputs if MIME in one.get("data", {})), None)
    if shown is None:
        return _broke(exercise, "The check ended, and its result did not arrive.")
    return _from_report(exercise, shown["report"], shown["text"], wish.core)


def _did_not_run(exercise: Exercise, cell: Cell, why: str) -> Told:
    ours = cell.kind in (Kind.SETUP, Kind.DEMO)
    whose = "the lesson's cell" if ours else "your cell"
    text = f"{exercise.name}: {whose} did not run\n     the cell: {cell.title}\n     why: {why}"
    if ours:
        text += f"\nThat cell is the lesson's own. Run `{paths.command('setup')}`; if it stays so, report it."
    return Told(exercise, State.NO_SETUP if ours else State.NOT_RUN, 0, text)


def _stopped(exercise: Exercise, why: str, suspects: Sequence[str]) -> Told:
    text = f"{exercise.name}: stopped\nIts check {why} Nothing was scored."
    if suspects:
        text += f"\nIt builds on {' and '.join(suspects)}, stopped before: look there first."
    return Told(exercise, State.STOPPED, 0, text)


def _broke(exercise: Exercise, why: str) -> Told:
    text = f"{exercise.name}: this check broke — the mistake is ours, not yours\n{why}"
    return Told(exercise, State.OUR_ERROR, 0, text)


def _from_report(exercise: Exercise, report: Json, text: str, core: bool) -> Told:
    state = {
        Outcome.CORRECT: State.CORRECT,
        Outcome.NOT_ATTEMPTED: State.NOT_ATTEMPTED,
        Outcome.DID_NOT_RUN: State.NOT_RUN,
        Outcome.GRADER_ERROR: State.OUR_ERROR,
    }.get(report["outcome"], State.CORE if report["core_passed"] else State.INCORRECT)
    failed = [one["number"] for one in report["verdicts"] if one["status"] == "failed"]
    first = min(failed, key=lambda number: (number not in exercise.core, number), default=0)
    return Told(exercise, state, report["points"], text, first)
