"""What a check is worth in a course: its own points, and a criterion that was skipped."""

import pytest

from autograder import exercises
from autograder.checks.model import Report, Status, Verdict
from autograder.grading.course.marking import Marking
from autograder.grading.course.rules import Rules

BREAKER = exercises.get("circuit_breaker")


def report(failed=(), skipped=()):
    """A report in which all other criteria hold."""
    state = {**dict.fromkeys(failed, Status.FAILED), **dict.fromkeys(skipped, Status.SKIPPED)}
    verdicts = tuple(Verdict(c.number, state.get(c.number, Status.PASSED)) for c in BREAKER.criteria)
    points = sum(c.points for c in BREAKER.criteria if c.number not in state)
    return Report(BREAKER.name, "incorrect", verdicts, points, BREAKER.max_points)


def worth(*numbers):
    return sum(c.points for c in BREAKER.criteria if c.number in numbers)


def test_without_a_rule_the_criteria_add_up():
    assert Marking().points(BREAKER, report()) == BREAKER.max_points
    assert Marking().points(BREAKER, report(failed=[1], skipped=[2])) == BREAKER.max_points - worth(1, 2)


def test_a_course_may_give_an_exercise_other_points():
    twice = Marking(2.0 * BREAKER.max_points)
    assert twice.points(BREAKER, report(failed=[2])) == 2 * (BREAKER.max_points - worth(2))
    assert Marking(10).points(BREAKER, report(failed=[1])) == round(
        10 * (1 - worth(1) / BREAKER.max_points), 2
    )


def test_a_skipped_criterion_that_is_carried_forward_counts_neither_way():
    carried = Marking(carry_forward=True)
    judged = BREAKER.max_points - worth(2)
    want = round(BREAKER.max_points * (judged - worth(1)) / judged, 2)
    assert carried.points(BREAKER, report(failed=[1], skipped=[2])) == want
    assert carried.points(BREAKER, report()) == BREAKER.max_points


def test_nothing_is_nothing_whatever_the_rules():
    everything = [c.number for c in BREAKER.criteria]
    for marking in (Marking(), Marking(20, True)):
        assert marking.points(BREAKER, report(failed=everything)) == 0
        assert marking.points(BREAKER, report(failed=everything[:1], skipped=everything[1:])) == 0
        assert marking.points(BREAKER, Report(BREAKER.name, "not attempted")) == 0


@pytest.mark.parametrize("rules", [Rules(), Rules(points={"retry": 20}), Rules(carry_forward=True)])
def test_rules_say_what_an_exercise_gives(rules):
    assert rules.worth("circuit_breaker") == BREAKER.max_points
    assert rules.worth("retry") == rules.points.get("retry", exercises.points("retry"))
