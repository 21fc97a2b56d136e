"""docs/criteria.md says what the checks check."""

from autograder import exercises, reference


def test_the_page_is_what_the_exercises_say():
    """A changed criterion needs `make docs`, or readers are told something else than learners."""
    assert reference.TARGET.read_text("utf-8") == reference.page()


def test_every_criterion_is_listed():
    """One row for each, whatever its title holds."""
    rows = reference.page().count("\n| ")
    exercises_listed = exercises.catalogue().values()
    wanted = sum(len(one.criteria) for _, one in exercises_listed)
    assert rows == wanted + len(exercises_listed)  # and one head row for each exercise
