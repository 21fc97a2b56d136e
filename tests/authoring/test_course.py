"""The course's own lessons: every one fits its exercises, and its learner's copy gives nothing away."""

import ast

import nbformat
import pytest
from build_support import answers, texts

from autograder import exercises, paths
from autograder.authoring.canonical import from_bytes
from autograder.authoring.lessons import build_course, drift, read_course
from autograder.authoring.regions import STUB, with_stubs
from autograder.authoring.source import read_lesson
from autograder.quiz.bank import bank
from autograder.syllabus import LESSONS

SLUGS = tuple(lesson.slug for lesson in LESSONS)
every_lesson = pytest.mark.parametrize("slug", SLUGS)


def source(slug: str):
    return read_lesson(paths.SOLUTIONS / f"{slug}.py")


def learners_copy(slug: str):
    return from_bytes((paths.NOTEBOOKS / f"{slug}.ipynb").read_bytes())


def test_every_source_keeps_every_rule():
    assert [lesson.slug for lesson in read_course(SLUGS)] == list(SLUGS)


def test_every_source_is_on_the_course_list():
    assert sorted(path.stem for path in paths.SOLUTIONS.glob("*.py")) == sorted(SLUGS)


@pytest.mark.slow
def test_notebooks_are_what_the_sources_generate():
    assert list(drift(build_course(SLUGS, exercises.points), paths.NOTEBOOKS)) == [], "run `make notebooks`"


@every_lesson
def test_each_exercise_has_its_check_in_the_order_of_the_list(slug):
    checks = [cell.check for cell in source(slug).cells if cell.check]
    assert checks == [exercise.name for exercise in exercises.of_lesson(slug)]


@every_lesson
def test_each_name_that_a_check_reads_is_defined_by_the_exercises_it_covers(slug):
    cells = source(slug).cells
    for exercise in exercises.of_lesson(slug):
        solved = "\n".join(
            cell.source for cell in cells if cell.exercise and cell.checked_by == exercise.name
        )
        defined = {node.name for node in ast.parse(solved).body if hasattr(node, "name")}
        assert set(exercise.answers) <= defined, exercise.name


@every_lesson
def test_the_learners_copy_loads_and_holds_the_stubs(slug):
    notebook = learners_copy(slug)
    nbformat.validate(notebook)
    wanted = {cell.exercise: with_stubs(cell.source) for cell in source(slug).cells if cell.exercise}
    assert {cell.id: cell.source for cell in notebook.cells if STUB in cell.source} == wanted


@every_lesson
def test_no_line_of_an_answer_is_in_the_learners_copy(slug):
    copy = list(texts(learners_copy(slug)))
    assert [line for line in sorted(answers(source(slug))) if any(line in text for text in copy)] == []


@every_lesson
def test_no_hint_is_in_the_learners_copy(slug):
    copy = list(texts(learners_copy(slug)))
    hints = [hint for exercise in exercises.of_lesson(slug) for hint in exercise.hints]
    hints += [criterion.hint for exercise in exercises.of_lesson(slug) for criterion in exercise.criteria]
    assert [hint for hint in hints if any(hint in text for text in copy)] == []


@every_lesson
def test_no_quiz_key_is_in_the_learners_copy(slug):
    copy = list(texts(learners_copy(slug)))
    reasons = [option.why for item in bank().values() for option in item.options]
    assert [key for key in reasons if any(key in text for text in copy)] == []
