"""Answers that reach for the call stack, for all objects or for the checks are flagged; no honest one is."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from autograder import exercises, paths, syllabus
from autograder.authoring import answers
from autograder.grading.nbg.reaching import reaching

NOTHING = new_notebook()
REACHES = {
    "import sys\ndef f(): return sys._getframe(1).f_locals": "the call stack (_getframe)",
    "from inspect import currentframe as here": "the call stack (currentframe)",
    "try: 1 / 0\nexcept Exception as error: error.__traceback__.tb_frame.f_back": "the call stack (f_back)",
    "import gc\ngc.get_objects()": "all objects (get_objects)",
    "from gc import get_referrers": "all objects (get_referrers)",
    "import autograder.checks.judge": "the checks (autograder.checks.judge)",
    "from autograder import exercises": "the checks (autograder.exercises)",
    "def f():\n    from autograder.exercises.retry import delays": "the checks (autograder.exercises.retry)",
}


@pytest.mark.parametrize(("source", "what"), REACHES.items())
def test_what_an_answer_reaches_for_is_named(source, what):
    found = reaching(new_notebook(cells=[new_code_cell("x = 1"), new_code_cell(source)]), NOTHING)
    assert f"cell 2 reaches for {what}" in found


@pytest.mark.parametrize("source", ["%python\nsys._getframe()", "def f(:", "(" * 2000, "\x00"])
def test_code_that_cannot_be_read_is_passed_over(source):
    assert reaching(new_notebook(cells=[new_code_cell(source)]), NOTHING) == []


@pytest.mark.parametrize("slug", [one.slug for one in syllabus.LESSONS])
def test_no_honest_answer_reaches_for_anything(slug):
    """Every solution and every right answer of another style, in the lesson's notebook."""
    released = nbformat.read(paths.NOTEBOOKS / f"{slug}.ipynb", as_version=4)
    honest = [
        *answers.solved(slug),
        *(a for e in exercises.of_lesson(slug) for a in answers.of_exercise("right", e.name)),
    ]
    for answer in honest:
        handed_in = nbformat.read(paths.NOTEBOOKS / f"{slug}.ipynb", as_version=4)
        answers.fill_in(handed_in, [answer])
        assert reaching(handed_in, released) == [], answer.label
