"""The practice exam in the real Lab: by keyboard alone, through a reload, in two tabs, for screen readers."""

import os
import re
from pathlib import Path

import nbformat
import pytest
from jupyter_lab import Notebook

from autograder import paths
from autograder.copies.update import update
from autograder.open_lab import releases
from autograder.quiz import topics
from autograder.quiz.exam.session import open_exam as open_exam_here
from autograder.quiz.exam.sheet import NAME, SheetFile

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

AXE = Path(__file__).parents[1] / "support" / "axe" / "axe.min.js"
OURS = ".jp-Notebook .jp-OutputArea-output, .jp-Notebook .jp-MarkdownOutput"
CELL = "page = my_exam()"
SHOTS = os.environ.get("AUTOGRADER_SHOTS")  # a folder for pictures of the pages, for people to look at


@pytest.fixture(scope="module")
def learner(desk):
    """Working copies below Lab's folder, two notebooks of the exam under one name, and Lab on them."""
    root, address, page = desk
    folder = root / "exam"
    update(folder, releases())
    for name in ("13_exam.ipynb", "again.ipynb"):
        notebook = nbformat.read(folder / "13_exam.ipynb", as_version=4)
        cell = next(c for c in notebook.cells if "def my_exam" in c.source)
        cell.source = 'def my_exam():\n    return lesson.exam("ada")\n'
        nbformat.write(notebook, folder / name)
    return folder, address, page


def open_exam(page, address, folder, name="13_exam.ipynb"):
    """Open a notebook, run it, and go to the exam's cell."""
    notebook = Notebook(page, address, folder / name, folder.parent)
    notebook.run_all()
    go_to_cell(page)
    return notebook


def go_to_cell(page) -> None:
    """Up to the exam's cell from the last one, where Run All ends."""
    active = page.locator(".jp-Notebook .jp-mod-active")
    page.keyboard.press("Escape")
    for _ in range(40):
        if CELL in (active.locator(".jp-InputArea").first.text_content() or ""):
            return
        page.keyboard.press("ArrowUp")
        page.wait_for_timeout(30)
    raise AssertionError("the arrow keys do not lead to the exam's cell")


def focused(page) -> str:
    """What has the focus: kind of element, and its name as a screen reader would say it."""
    return page.evaluate(
        """() => {
            const e = document.activeElement;
            const label = e.closest('label')?.textContent ?? e.labels?.[0]?.textContent ?? '';
            return `${e.tagName}:${e.type ?? ''}:${(label || e.textContent || e.title).trim()}`;
        }"""
    )


def tab_to(page, pattern: str) -> str:
    """Press Tab until the focus is on what matches."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if re.match(pattern, found := focused(page)):
            return found
    raise AssertionError(f"80 times Tab do not lead to {pattern!r}; the last was {found!r}")


def press(page, name: str) -> None:
    """Go to a button by Tab and press it. It is drawn a moment after its cell has run."""
    page.locator("button:visible", has_text=re.compile(f"^{re.escape(name)}$")).first.wait_for()
    tab_to(page, f"BUTTON:.*:{name}$")
    page.keyboard.press("Enter")


def wait_for(page, heading: str, focus: str) -> None:
    """Until a page of the exam is there, and the focus on what it begins with."""
    page.locator(".quiz h3", has_text=re.compile(f"^{heading}")).wait_for()
    for _ in range(200):
        if re.search(focus, focused(page)):
            return
        page.wait_for_timeout(20)
    raise AssertionError(f"the focus is not on {focus!r} but on {focused(page)!r}")


def wait_for_question(page, number: int) -> None:
    """Until a question is there, and the focus on its flag, which says its number."""
    wait_for(page, f"Question {number} of 45", f"Flag question {number} for review")


def answer(page) -> None:
    """Answer the question on the page, whatever its kind. It is drawn a moment after the heading."""
    page.locator(":is(.quiz-choices, .quiz-program) input:enabled:visible").first.wait_for()
    control = tab_to(page, "INPUT:(radio|checkbox|text):")
    assert "Flag question" not in control, "the focus was not on the flag any more"
    if control.startswith("INPUT:text"):
        letters = page.locator(".quiz input[type=text]:visible").get_attribute("placeholder")
        page.keyboard.type(letters.removeprefix("for example "))
    else:
        page.keyboard.press("Space")


def violations(page) -> list[str]:
    """What axe finds serious or worse in the notebook's own content, Lab's frame left out."""
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate(
        """async include => (await axe.run({include: include.split(', ').map(one => [one])})).violations
            .filter(one => ['serious', 'critical'].includes(one.impact))
            .map(one => `${one.id}: ${one.nodes.slice(0, 3).map(node => node.html.slice(0, 160)).join()}`)""",
        OURS,
    )
    return list(found)


def shot(page, name: str) -> None:
    """A picture for people, when a folder for it is named."""
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/{name}.png")


def test_a_whole_exam_by_keyboard_with_a_reload_at_question_20(learner):
    """45 answers, a flag, a review, a result; nothing is lost, and axe has no serious objection."""
    folder, address, page = learner
    notebook = open_exam(page, address, folder)
    problems = violations(page)
    press(page, "Start the practice exam")
    for number in range(1, 46):
        wait_for_question(page, number)
        if number == 20:
            page.keyboard.press("Space")  # the flag
        answer(page)
        page.locator("[role=timer]", has_text=f"{number} of 45 answered").wait_for()
        if number == 20:
            problems += violations(page)
            shot(page, "question")
            reload_at_20(page, notebook)
        if number < 45:
            press(page, "Next")
    press(page, "Review")
    wait_for(page, "Review", "Back to the questions")
    problems += violations(page)
    shot(page, "review")
    assert page.get_by_text("45 of 45 answered, 1 flagged").count() == 1
    press(page, "Submit the exam")
    wait_for(page, r"Practice exam: \d+ of 45 right", "Take a new form")
    problems += violations(page)
    shot(page, "result")
    (attempt,) = SheetFile(folder).read().attempts.values()
    assert len([mark for mark in attempt.marks.values() if mark.chosen]) == 45
    assert attempt.submitted is not None
    assert problems == []


def reload_at_20(page, notebook) -> None:
    """Reload the page: the question, its answer, its flag and the clock are there as they were."""
    notebook.save()
    page.reload()
    page.locator(".quiz h3", has_text="Question 20 of 45").wait_for()
    flag = page.get_by_label("Flag question 20 for review")
    flag.wait_for()
    assert flag.is_checked()
    page.locator("[role=timer]", has_text="20 of 45 answered").wait_for()
    flag.focus()


def follow_the_links(page, address) -> None:
    """Each weak area leads to its lesson in Lab, by keyboard."""
    links = page.locator(".quiz ol a:visible")
    names = [name for topic in topics.TOPICS if topic != "00" and (name := topics.notebook(topic))]
    assert sorted(links.all_inner_texts()) == names
    for link in links.all():
        with page.expect_popup() as opened:
            link.press("Enter")
        opened.value.wait_for_url(f"{address}/lab/**tree/exam/{link.inner_text()}*", wait_until="commit")
        if link.inner_text() == names[0]:  # one is looked at: Lab takes seconds to load
            title = nbformat.read(paths.NOTEBOOKS / names[0], as_version=4).cells[0].source.splitlines()[0]
            opened.value.locator(".jp-Notebook h1", has_text=title.removeprefix("# ")).wait_for()
        opened.value.close()


def test_two_tabs_share_one_sheet(learner):
    """Two kernels, one attempt: answers of both are kept, and each sees what the other did.

    With two answers all topics are weak, and the result leads to every lesson.
    """
    folder, address, page = learner
    earlier = open_exam_here("ada", "practice", folder)
    earlier.start()
    earlier.submit()
    open_exam(page, address, folder)
    press(page, "Take a new form")
    press(page, "Start the practice exam")
    wait_for_question(page, 1)
    with page.context.browser.new_page() as other:
        other.set_default_timeout(60_000)
        open_exam(other, address, folder, "again.ipynb")
        press(other, "Next")
        wait_for_question(other, 2)
        answer(other)
        page.bring_to_front()
        answer(page)
        page.locator("[role=timer]", has_text="2 of 45 answered").wait_for()
        other.bring_to_front()
        press(other, "Review")
        wait_for(other, "Review", "Back to the questions")
        press(other, "Submit the exam")
        wait_for(other, "Practice exam: ", "Take a new form")
        page.bring_to_front()
        page.locator(".quiz h3", has_text=re.compile(r"Practice exam: \d+ of 45 right")).wait_for()
        page.locator("svg[role=img]").scroll_into_view_if_needed()
        shot(page, "history")
        follow_the_links(page, address)
    latest = max(SheetFile(folder).read().attempts.values(), key=lambda attempt: attempt.started)
    assert len([mark for mark in latest.marks.values() if mark.chosen]) == 2
    assert sorted(path.name for path in folder.glob("13_exam.answers*")) == [NAME]
