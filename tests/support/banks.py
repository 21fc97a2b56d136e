"""Running the answers of the banks: which ones, under which seeds, and what their reports say."""

from __future__ import annotations

import ast
import gc
import traceback
from collections.abc import Collection, Iterator
from contextlib import contextmanager, nullcontext, redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from types import SimpleNamespace

import pytest

from autograder import exercises, lesson
from autograder.authoring.answers import Answer, bank, namespace
from autograder.checks import Outcome, Report
from autograder.checks.attempt import take_answers
from autograder.checks.render import text
from autograder.checks.run import check

SEEDS = ("a", "b", "c")


def parameters(kind: str) -> list:
    """(answer, seed) parameters of one bank; those that start a JVM carry the ``spark`` mark.

    An answer meets three seeds, and one that works with Spark, where a check takes seconds, one of them in
    turn: so every criterion still meets all.
    """
    return [
        pytest.param(
            answer,
            seed,
            id=f"{answer.label}-{seed}",
            marks=[pytest.mark.spark] if exercises.get(answer.exercise).needs_spark else [],
        )
        for number, answer in enumerate(bank(kind))
        for seed in _in_turn(answer, number)
    ]


def _in_turn(answer: Answer, number: int) -> tuple[str, ...]:
    return (SEEDS[number % len(SEEDS)],) if exercises.get(answer.exercise).needs_spark else SEEDS


def run(answer: Answer, seed: str, tmp_path: Path, only: Collection[int] | None = None) -> Report:
    """The report of one answer under one seed; a check that breaks fails the test at once."""
    exercise = exercises.get(answer.exercise)
    with nullcontext() if exercise.needs_spark else uncollected():
        report = check(exercise, namespace(answer), seed=seed, root=tmp_path / "lab", only=only)
    assert report.outcome is not Outcome.GRADER_ERROR, f"{answer.where}: {report.problem}"
    return report


@contextmanager
def uncollected() -> Iterator[None]:
    """No garbage collection meanwhile.

    Some answers recurse until Python gives up. A finalizer that is run down there fails as well, and pytest
    counts that against the test.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def told(report: Report) -> str:
    """What failed, as the learner's card says it."""
    return f"failed: {report.failed()}\n{text(exercises.get(report.exercise), report)}"


def code_of(report: Report, criterion: int) -> str:
    """The code that the card shows under "see it" for a criterion that failed."""
    return next(verdict.reproduce for verdict in report.verdicts if verdict.number == criterion)


OUR_SLIPS = (NameError, SyntaxError, ImportError)
"""What code of ours on a card must never raise."""


def run_code(answer: Answer, code: str) -> str:
    """What a notebook with this answer shows when the code of a card is run in it: prints, value, error.

    An error of ours, raised by the card's own lines, fails the test.
    """
    names = {"lesson": lesson} | namespace(answer)
    tree = ast.parse(code, "<card>")
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    out = StringIO()
    with redirect_stdout(out), redirect_stderr(StringIO()):
        try:
            exec(compile(tree, "<card>", "exec"), names)
            if last is not None:
                value = eval(compile(ast.Expression(last.value), "<card>", "eval"), names)
                out.write("" if value is None else repr(value))
        except Exception as error:
            _refuse_slip(error, code)
            out.write(f"{type(error).__name__}: {error}")
    return out.getvalue()


def _refuse_slip(error: Exception, code: str) -> None:
    frames = traceback.extract_tb(error.__traceback__)
    ours = frames[-1].filename == "<card>" and isinstance(error, OUR_SLIPS)
    lacking = isinstance(error, AttributeError) and "this case has no" in str(error)
    assert not (ours or lacking), f"the card's code does not run: {type(error).__name__}: {error}\n{code}"


def answer_of(answer: Answer) -> SimpleNamespace:
    """An answer as probes take it."""
    taken = take_answers(exercises.get(answer.exercise), namespace(answer))
    assert taken is not None, f"{answer.where}: it is a stub"
    return taken


@pytest.fixture(autouse=True)
def long_lived_jvm(monkeypatch):
    """Hundreds of checks run in one JVM, so it compiles for the long run.

    Counts when this process's JVM starts; a session that is already there is used as it is.
    """
    monkeypatch.setenv("AUTOGRADER_LONG_LIVED", "1")


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    """Answers that write beside their notebook write into a folder of their own."""
    monkeypatch.chdir(tmp_path)
