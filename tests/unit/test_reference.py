"""The tables in the documents say what the course is: criteria, lessons, witnesses."""

import pytest

from autograder import exercises, reference


@pytest.mark.parametrize("path", reference.pages(), ids=lambda path: path.name)
def test_a_page_is_what_the_course_says(path):
    """What has changed needs `make docs`, or readers are told something else than learners."""
    assert path.read_text("utf-8") == reference.pages()[path]


def test_every_criterion_is_listed():
    """One row for each, whatever its title holds."""
    rows = reference.criteria().count("\n| ")
    exercises_listed = exercises.catalogue().values()
    wanted = sum(len(one.criteria) for _, one in exercises_listed)
    assert rows == wanted + len(exercises_listed)  # and one head row for each exercise


def test_the_threat_model_names_every_exercise_with_a_witness():
    """And no other: an instructor reads there which points could be made up."""
    table = reference.witnesses()
    for name, (_, one) in exercises.catalogue().items():
        assert (f"| {name} |" in table) == bool(one.witnesses or one.reads)


def test_a_document_without_a_place_for_its_table_is_refused():
    """A marker that was deleted does not end in a table that nobody renews."""
    page = "a\n<!-- generated: lessons -->\nold\n<!-- end -->\nz"
    assert reference.with_table(page, "lessons", "new\n") == page.replace("old", "new")
    with pytest.raises(ValueError, match="no place for the table 'lessons'"):
        reference.with_table("a", "lessons", "new")
