"""Every exercise against its banks: stub, solution, named wrong answers, right answers of other styles."""

import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

import pytest

from autograder import exercises
from autograder.answers import Answer, bank, namespace
from autograder.checks import Outcome
from autograder.checks.evidence import STUB_TEXT
from autograder.checks.render import text
from autograder.checks.run import check

SEEDS = ("a", "b", "c")

# A check that works with Spark takes seconds. The solution meets every seed; every other answer to one
# meets one of them in turn, so that every criterion still meets all. ALL_SEEDS=1: every answer, every seed.
ALL_SEEDS = os.environ.get("ALL_SEEDS") == "1"


def pick(kind: str) -> list:
    """(answer, seed) parameters of one bank; those that start a JVM carry the ``spark`` mark."""
    return [
        pytest.param(
            answer,
            seed,
            id=f"{answer.label}-{seed}",
            marks=[pytest.mark.spark] if exercises.get(answer.exercise).needs_spark else [],
        )
        for number, answer in enumerate(bank(kind))
        for seed in seeds_for(answer, number)
    ]


def seeds_for(answer: Answer, number: int) -> tuple[str, ...]:
    """All three; one of them for an answer of the banks to a check that works with Spark."""
    costly = answer.kind != "solution" and exercises.get(answer.exercise).needs_spark and not ALL_SEEDS
    return (SEEDS[number % len(SEEDS)],) if costly else SEEDS


def run(answer: Answer, seed: str, tmp_path):
    """The report of one answer under one seed; a check that breaks fails the test at once."""
    exercise = exercises.get(answer.exercise)
    with nullcontext() if exercise.needs_spark else uncollected():
        report = check(exercise, namespace(answer), seed=seed, root=tmp_path / "lab")
    assert report.outcome is not Outcome.GRADER_ERROR, report.problem
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


def told(report) -> str:
    """What failed, as the learner's card says it."""
    return f"failed: {report.failed()}\n{text(exercises.get(report.exercise), report)}"


@pytest.mark.parametrize(("answer", "seed"), pick("solution"))
def test_the_solution_gets_full_marks(answer, seed, tmp_path, tally):
    """Every criterion holds for the solution, on every seed."""
    report = run(answer, seed, tmp_path)
    tally(answer, seed, passed=report.outcome is Outcome.CORRECT)
    assert report.outcome is Outcome.CORRECT, told(report)
    assert report.points == report.max_points


@pytest.mark.parametrize(("answer", "seed"), pick("right"))
def test_a_right_answer_of_another_style_is_accepted(answer, seed, tmp_path, tally):
    """A check that only knows the solution's style fails here."""
    report = run(answer, seed, tmp_path)
    tally(answer, seed, passed=report.outcome is Outcome.CORRECT)
    assert report.outcome is Outcome.CORRECT, told(report)


@pytest.mark.parametrize(("answer", "seed"), pick("wrong"))
def test_a_wrong_answer_is_killed_by_its_own_criterion(answer, seed, tmp_path, tally):
    """The named criterion fails, and nothing unrelated does."""
    says = answer.says
    assert says.KILLED_BY is not None, f"{answer.path} must say KILLED_BY = n"
    report = run(answer, seed, tmp_path)
    failed = report.failed()
    tally(answer, seed, passed=says.KILLED_BY in failed)
    assert says.KILLED_BY in failed, f"criterion {says.KILLED_BY} let it pass; {told(report)}"
    unrelated = set(failed) - {says.KILLED_BY, *says.ALSO}
    assert not unrelated, f"unrelated criteria failed: {sorted(unrelated)}; {told(report)}"


@pytest.mark.parametrize("name", list(exercises.catalogue()))
def test_the_stub_is_recognised_without_running_it(name, tmp_path):
    """An untouched notebook scores 0, is told so in a friendly way, and starts no JVM."""
    exercise = exercises.get(name)
    stub = f"def f(*args, **kwargs):\n    '''Contract.'''\n    raise NotImplementedError({STUB_TEXT!r})"
    names: dict = {}
    exec(stub, names)
    report = check(exercise, dict.fromkeys(exercise.answers, names["f"]), root=tmp_path / "lab")
    assert (report.outcome, report.points) == (Outcome.NOT_ATTEMPTED, 0)
    assert not (tmp_path / "lab").exists(), "the check went to work on a stub"


@pytest.mark.parametrize("name", list(exercises.catalogue()))
def test_an_exercise_has_banks_of_its_own(name):
    """Six wrong answers and two right ones; two and one for an exercise of one or two criteria."""
    exercise = exercises.get(name)
    wrong = [a for a in bank("wrong") if a.exercise == name]
    right = [a for a in bank("right") if a.exercise == name]
    few = len(exercise.criteria) <= 2
    assert len(wrong) >= (2 if few else 6), f"{len(wrong)} wrong answers"
    assert len(right) >= (1 if few else 2), f"{len(right)} right answers"
    assert all(c.hint and c.title for c in exercise.criteria)
