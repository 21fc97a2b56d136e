"""A graded notebook as Formgrader shows it: nothing that a learner wrote or printed runs in the browser."""

from copy import deepcopy
from html.parser import HTMLParser

import pytest
from nbconvert import HTMLExporter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell

from autograder.grading.nbg.clean import clean

MARK = "PWNED"
SCRIPT = f"<script>{MARK}()</script>"
PICTURE = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


def shown(**data) -> object:
    """A code cell with one display of these kinds."""
    metadata = data.pop("metadata", {})
    kinds = {name.replace("_", "/"): value for name, value in data.items()}
    return new_code_cell("1", outputs=[new_output("display_data", kinds, metadata=metadata)])


HOSTILE = {
    "script in markdown": new_markdown_cell(SCRIPT),
    "handler in markdown": new_markdown_cell(f'<img src=x onerror="{MARK}()">'),
    "link in markdown": new_markdown_cell(f"[x](javascript:{MARK}())"),
    "link in MathJax": new_markdown_cell(rf"$\href{{javascript:{MARK}()}}{{x}}$"),
    "diagram": new_markdown_cell(f'```mermaid\ngraph TD\nclick a href "javascript:{MARK}()"\n```'),
    "markdown that ends its fence": new_markdown_cell(f"```\n````\n{SCRIPT}"),
    "script in a raw cell": new_raw_cell(SCRIPT),
    "HTML output": shown(text_html=SCRIPT),
    "markdown output": shown(text_markdown=SCRIPT),
    "JavaScript output": shown(**{"application_javascript": f"{MARK}()"}),
    "SVG output": shown(**{"image_svg+xml": f"<svg onload='{MARK}()'/>"}),
    "LaTeX output": shown(text_latex=rf"$\href{{javascript:{MARK}()}}{{x}}$"),
    "a picture that ends its attribute": shown(image_png=f'x" onerror="{MARK}()'),
    "a picture's size": shown(image_png=PICTURE, metadata={"image/png": {"width": f'1" onload="{MARK}()'}}),
    "text": shown(text_plain=SCRIPT),
    "stream": new_code_cell("1", outputs=[new_output("stream", text=SCRIPT)]),
    "error": new_code_cell("1", outputs=[new_output("error", ename="E", evalue=SCRIPT, traceback=[SCRIPT])]),
}


class Active(HTMLParser):
    """Collects what a browser would run: scripts, attributes that act, and texts that MathJax would read."""

    def __init__(self) -> None:
        super().__init__()
        self.found, self.inside = [], []

    def handle_starttag(self, tag, attributes):
        self.inside.append(tag)
        self.found += [f"{tag} {name}={value}" for name, value in attributes if MARK in (value or "")]

    def handle_endtag(self, tag):
        while self.inside and self.inside.pop() != tag:
            pass

    def handle_data(self, data):
        quiet = {"pre", "code"} & set(self.inside)
        if MARK in data and ("script" in self.inside or not quiet):
            self.found.append(f"{self.inside[-1]}: {data.strip()}")


def active(cell) -> list[str]:
    """What of a cell a browser would run, in the page that nbconvert makes of it."""
    page, _ = HTMLExporter().from_notebook_node(new_notebook(cells=[cell]))
    parser = Active()
    parser.feed(page)
    return parser.found


@pytest.mark.parametrize("name", HOSTILE)
def test_nothing_of_a_learners_runs_in_the_page(name):
    notebook = new_notebook(cells=[deepcopy(HOSTILE[name])])
    clean(notebook, lambda cell: False)
    assert active(notebook.cells[0]) == []


def test_this_test_knows_what_is_active():
    """As they were handed in, most of them would run."""
    harmless = {"text", "stream", "error", "diagram", "SVG output"}  # the last two in this nbconvert
    assert {name for name, cell in HOSTILE.items() if not active(deepcopy(cell))} <= harmless


def test_texts_and_pictures_stay():
    kinds = {"text/plain": "<b>7</b>", "image/png": PICTURE, "text/html": "<b>7</b>"}
    notebook = new_notebook(cells=[new_code_cell("1", outputs=[new_output("display_data", kinds)])])
    clean(notebook, lambda cell: False)
    assert set(notebook.cells[0].outputs[0].data) == {"text/plain", "image/png"}


def test_the_courses_own_cells_stay_as_they_are():
    ours = new_markdown_cell("**Bold** <details>more</details>")
    notebook = new_notebook(cells=[deepcopy(ours)])
    clean(notebook, lambda cell: True)
    assert notebook.cells[0].source == ours.source
