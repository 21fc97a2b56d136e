"""Every lesson as a learner meets it: untouched and solved, in the real Lab and the real Chromium."""

import os

import nbformat
import pytest
from jupyter_lab import Notebook, notices, scores, troubles

from autograder import exercises, syllabus
from autograder.authoring import answers

pytestmark = [pytest.mark.browser, pytest.mark.spark, pytest.mark.xdist_group("browser")]
SLUGS = [one.slug for one in syllabus.LESSONS]
# tests/grading/test_nbgrader.py runs every solved lesson. Here it is what only a browser shows: cards and
# widgets. With ALL_LESSONS=1 every solved lesson is run here too.
SHOWN = ("00_welcome", "02_retry", "13_exam")
SOLVED = [slug for slug in SLUGS if slug in SHOWN or os.environ.get("ALL_LESSONS") == "1"]


@pytest.fixture
def learner(cleared):
    """A learner's working copies, Lab on them, and a browser page."""
    return cleared


@pytest.mark.parametrize("slug", SLUGS)
def test_an_untouched_lesson_is_friendly(learner, slug):
    """Every cell runs, every check says "not attempted", no traceback, no stderr, no notice."""
    folder, address, page = learner
    saved = Notebook(page, address, folder / f"{slug}.ipynb", folder).run_all()
    assert troubles(saved) == []
    assert set(scores(saved).values()) == {0}
    assert str(saved["cells"]).count("not attempted yet</h4>") == len(exercises.of_lesson(slug))
    assert notices(page) == []


@pytest.mark.parametrize("slug", SOLVED)
def test_a_solved_lesson_is_all_green(learner, slug):
    """Every cell runs, every check gives full marks, no traceback, no stderr, no notice."""
    folder, address, page = learner
    notebook = nbformat.read(folder / f"{slug}.ipynb", as_version=4)
    answers.fill_in(notebook, answers.solved(slug))
    nbformat.write(notebook, folder / f"{slug}-solved.ipynb")
    saved = Notebook(page, address, folder / f"{slug}-solved.ipynb", folder).run_all()
    assert troubles(saved) == []
    assert scores(saved) == {e.name: e.max_points for e in exercises.of_lesson(slug)}
    assert notices(page) == []
