"""One form of a notebook: whatever an editor or nbgrader adds is gone, and ids come from content."""

import nbformat
import pytest

from autograder.authoring.canonical import canonical, from_bytes, to_bytes


def code(source: str, **extra) -> dict:
    return {"cell_type": "code", "metadata": {}, "source": source, "outputs": [], **extra}


def notebook(*cells: dict) -> dict:
    return canonical({"cells": list(cells)}, "01_parcels")


def test_outputs_counts_and_stray_metadata_are_dropped():
    """Metadata could carry hints, answers, or a pairing that brings the answers back."""
    output = {"output_type": "stream", "name": "stdout", "text": "42"}
    dirty = code("x", outputs=[output], execution_count=3, id="random", attachments={"a": 1})
    dirty["metadata"] = {"hint": "use sum", "exercise": "total", "tags": ["raises-exception"]}
    pairing = {"jupytext": {"formats": "ipynb,py:percent"}}
    clean = canonical({"cells": [dirty], "metadata": pairing, "widgets": {}}, "01_parcels")
    assert clean["cells"][0] | {"id": ""} == {
        "cell_type": "code",
        "id": "",
        "metadata": {"tags": ["raises-exception"]},
        "source": "x",
        "outputs": [],
        "execution_count": None,
    }
    assert set(clean) == {"cells", "metadata", "nbformat", "nbformat_minor"}
    assert set(clean["metadata"]) == {"kernelspec", "language_info"}


def test_the_canonical_form_is_its_own_canonical_form():
    once = notebook(code("x"), code("x"), {"cell_type": "markdown", "metadata": {}, "source": "y"})
    assert canonical(from_bytes(to_bytes(once)), "01_parcels") == once


def test_an_id_depends_on_the_cell_and_the_lesson_alone():
    """An edit elsewhere leaves it, so a change shows as what it is; equal cells still differ."""
    first, second, third = (cell["id"] for cell in notebook(code("x"), code("y"), code("x"))["cells"])
    assert notebook(code("new"), code("y"))["cells"][1]["id"] == second
    assert third == f"{first}-2"
    assert canonical({"cells": [code("x")]}, "02_labels")["cells"][0]["id"] != first


def test_a_graded_cell_has_nbgraders_name_as_its_id():
    named = code("x") | {"metadata": {"nbgrader": {"grade_id": "check-retry"}}}
    assert notebook(named)["cells"][0]["id"] == "check-retry"


def test_a_notebook_that_nbformat_refuses_is_not_written():
    named = code("x") | {"metadata": {"nbgrader": {"grade_id": "not an id"}}}
    with pytest.raises(nbformat.ValidationError):
        to_bytes(notebook(named))


def test_bytes_are_utf_8_with_one_newline_at_the_end():
    content = to_bytes(notebook(code("print('é —')")))
    assert "é —".encode() in content and content.endswith(b"}\n") and b"\r" not in content
