"""The demo's class hands in answers that exist."""

import pytest

from autograder import exercises
from autograder.authoring import answers
from autograder.grading.demo import CLASS, LESSONS


@pytest.mark.parametrize("learner", CLASS, ids=lambda one: one.name)
def test_every_named_answer_is_in_the_banks(learner):
    """A renamed answer shows here, not in front of an audience."""
    for kind, chosen in (("wrong", learner.wrong), ("right", learner.right)):
        for exercise, idea in chosen.items():
            assert answers.cell_source(answers.find(kind, exercise, idea))
            assert exercises.lesson_of(exercise) in learner.solves


def test_the_class_shows_every_kind_of_submission():
    """At least eight learners over both lessons: solved, partly, untouched, wrong, crashing."""
    assert len(CLASS) >= 8
    assert {slug for one in CLASS for slug in one.hands_in} == set(LESSONS)
    assert any(set(one.solves) == set(LESSONS) for one in CLASS)
    assert any(one.solves and set(one.solves) < set(one.hands_in) for one in CLASS)
    assert any(not one.solves for one in CLASS)
    assert sum(bool(one.wrong) for one in CLASS) >= 3
    assert any("raise" in one.extra_cell for one in CLASS)
