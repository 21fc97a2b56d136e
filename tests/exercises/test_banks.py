"""Every exercise against its banks: stub, solution, named mistakes, right answers of other styles.

A mistake is checked as far as its criterion needs; ``make test-all`` checks every answer as a whole, on
every seed (test_every_answer.py).
"""

import pytest
from banks import code_of, parameters, run, run_code, told

from autograder import exercises
from autograder.authoring.answers import RIGHT, SOLUTION, WRONG, Answer, of_exercise
from autograder.checks import Outcome, Report
from autograder.checks.evidence import STUB_TEXT
from autograder.checks.run import check


@pytest.mark.parametrize(("answer", "seed"), parameters(SOLUTION))
def test_the_solution_gets_full_marks(answer, seed, tmp_path, tally):
    """Every criterion holds for the solution."""
    report = run(answer, seed, tmp_path)
    tally(answer, seed, passed=report.outcome is Outcome.CORRECT)
    assert report.outcome is Outcome.CORRECT, told(report)
    assert report.points == report.max_points


@pytest.mark.parametrize(("answer", "seed"), parameters(RIGHT))
def test_a_right_answer_of_another_style_is_accepted(answer, seed, tmp_path, tally):
    """A check that only knows the solution's style fails here."""
    report = run(answer, seed, tmp_path)
    tally(answer, seed, passed=report.outcome is Outcome.CORRECT)
    assert report.outcome is Outcome.CORRECT, told(report)


@pytest.mark.parametrize(("answer", "seed"), parameters(WRONG))
def test_a_wrong_answer_is_killed_by_its_own_criterion(answer, seed, tmp_path, tally):
    """The named criterion fails, and nothing that it builds on does unless the mistake says so."""
    report = run(answer, seed, tmp_path, only={answer.killed_by})
    failed = report.failed()
    tally(answer, seed, passed=answer.killed_by in failed)
    assert answer.killed_by in failed, (
        f"{answer.where}: criterion {answer.killed_by} let it pass; {told(report)}"
    )
    unrelated = set(failed) - {answer.killed_by, *answer.also}
    assert not unrelated, f"{answer.where}: unrelated criteria failed: {sorted(unrelated)}; {told(report)}"
    the_card_shows_it(answer, report)


def the_card_shows_it(answer: Answer, report: Report) -> None:
    """The code under "see it" runs in the learner's notebook as it stands, and shows what is wrong."""
    code = code_of(report, answer.killed_by)
    shown = run_code(answer, code)
    assert shown.strip(), f"{answer.where}: the card's code shows nothing:\n{code}"
    if "case" not in code:  # it runs the learner's code anew: with a right answer it must look different
        right = run_code(Answer(SOLUTION, answer.exercise), code)
        assert shown != right, f"{answer.where}: the card's code shows the same for the solution:\n{code}"


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
    few = len(exercises.get(name).criteria) <= 2
    wrong, right = (len(of_exercise(kind, name)) for kind in (WRONG, RIGHT))
    assert wrong >= (2 if few else 6), f"{wrong} mistakes"
    assert right >= (1 if few else 2), f"{right} variants"
