"""Formgrader in a real browser: it works under our policy, and what a learner smuggles in does not run."""

import json

import nbformat
import pytest
from classes import EXERCISE, LESSON, make_course
from jupyter_lab import TOKEN, formgrader
from nbformat.v4 import new_markdown_cell

from autograder.cells import check_cell
from autograder.grading.course.folder import CourseFolder
from autograder.grading.course.ledger import Record
from autograder.grading.course.states import EndState
from autograder.grading.nbg.project import project

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]
SMUGGLED = """
<img src="x" onerror="window.hacked = 'a handler'">
<a id="link" href="#" onclick="window.hacked = 'a click'">click</a>
<script src="https://example.com/evil.js"></script>
<iframe src="https://example.com"></iframe>
"""


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A graded notebook that nobody has cleaned: the policy has to do."""
    course = CourseFolder(make_course(tmp_path_factory.mktemp("course")))
    notebook = nbformat.read(course.released(LESSON), 4)
    notebook.cells.insert(0, new_markdown_cell(SMUGGLED))
    text = json.dumps(notebook)
    record = Record(
        "k", "ada", LESSON, EndState.GRADED, {check_cell(EXERCISE): 4.0}, notebooks={LESSON: text}
    )
    with course.gradebook() as book:
        project(course, book, [record])
    return course


def test_formgrader_works_and_runs_nothing_of_a_learners(course, another_page):
    violations = []
    page = another_page
    with formgrader(course.root) as address:
        page.on("console", lambda said: violations.append(said.text) if said.type == "error" else None)
        page.goto(f"{address}/api/status?token={TOKEN}")  # logs in
        page.goto(f"{address}/formgrader/gradebook/{LESSON}/{LESSON}")
        page.wait_for_selector("text=Submission #1")
        page.click("#toggle_names")  # a handler of Formgrader's own
        assert violations == []
        page.click("text=ada")
        page.wait_for_selector("#link")
        page.click("#link")
        page.wait_for_load_state("networkidle")
        assert page.evaluate("window.hacked") is None
        said = "\n".join(violations)
        for kind in ("script-src-attr", "frame-src", "evil.js"):
            assert kind in said, f"{kind} was not blocked"
        with page.expect_response("**/formgrader/api/grade/*") as saved:  # a mark by hand
            page.fill("input.score >> nth=0", "3")
            page.keyboard.press("Tab")
        assert saved.value.ok
