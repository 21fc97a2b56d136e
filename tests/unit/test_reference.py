"""docs/criteria.md says what the checks check, docs/threat-model.md which of them have a witness."""

import re

from autograder import exercises, paths, reference


def test_the_page_is_what_the_exercises_say():
    """A changed criterion needs `make docs`, or readers are told something else than learners."""
    assert reference.TARGET.read_text("utf-8") == reference.page()


def test_every_criterion_is_listed():
    """One row for each, whatever its title holds."""
    rows = reference.page().count("\n| ")
    exercises_listed = exercises.catalogue().values()
    wanted = sum(len(one.criteria) for _, one in exercises_listed)
    assert rows == wanted + len(exercises_listed)  # and one head row for each exercise


def test_the_threat_model_names_every_exercise_with_a_witness():
    """And no other: an instructor reads there which points could be made up."""
    page = (paths.ROOT / "docs" / "threat-model.md").read_text("utf-8").partition("| exercise |")[2]
    table = page.partition("| all others |")[0]
    named = [name for row in re.findall(r"^\| ([a-z_, ]+) \|", table, re.M) for name in row.split(", ")]
    known = {name for name, (_, one) in exercises.catalogue().items() if one.has_witness or one.reads}
    assert len(named) == len(set(named)) and set(named) == known
