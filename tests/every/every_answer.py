"""Every answer of the banks on every seed, checked as a whole; ``make test-all`` runs it lesson by lesson."""

import json
import os

import pytest
from banks import SEEDS, answer_of, run, told

from autograder import exercises
from autograder.authoring.answers import RIGHT, SOLUTION, WRONG, bank
from autograder.checks import Lab, Observation, Outcome
from autograder.checks.judge import judge
from autograder.checks.run import draw, observe

LESSON = os.environ.get("AUTOGRADER_LESSON")
"""The lesson to run; all of them by default."""

ANSWERS = [answer for kind in (SOLUTION, RIGHT, WRONG) for answer in bank(kind, [LESSON] if LESSON else None)]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("answer", ANSWERS, ids=lambda one: one.label)
def test_the_whole_check_says_what_the_bank_says(answer, seed, tmp_path, tally):
    """A wrong answer fails its own criterion and no unrelated one; a right one passes."""
    report = run(answer, seed, tmp_path)
    failed = set(report.failed())
    if answer.kind != WRONG:
        tally(answer, seed, passed=report.outcome is Outcome.CORRECT)
        assert report.outcome is Outcome.CORRECT, told(report)
        return
    unrelated = failed - {answer.killed_by, *answer.also}
    tally(answer, seed, passed=answer.killed_by in failed and not unrelated)
    assert answer.killed_by in failed, f"{answer.where}: it passes; {told(report)}"
    assert not unrelated, f"{answer.where}: unrelated criteria failed: {sorted(unrelated)}; {told(report)}"


@pytest.mark.parametrize(
    ("answer", "seed"),
    [
        pytest.param(answer, SEEDS[number % len(SEEDS)], id=answer.label)
        for number, answer in enumerate(ANSWERS)
    ],
)
def test_grading_says_the_same_as_a_self_check(answer, seed, tmp_path):
    """All probes at once, witnesses at the end, judged from JSON: the same verdicts as on demand."""
    exercise = exercises.get(answer.exercise)
    checked = run(answer, seed, tmp_path)
    scenario = draw(exercise, seed)
    observation = Observation(exercise, scenario, answer_of(answer), Lab(tmp_path / "graded"))
    evidence = json.loads(json.dumps(observe(observation), allow_nan=False))
    graded = {verdict.number: verdict.status for verdict in judge(exercise, scenario, evidence)}
    assert graded == {verdict.number: verdict.status for verdict in checked.verdicts}, told(checked)
