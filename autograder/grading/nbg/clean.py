"""Makes a graded notebook safe to show: Formgrader renders it on the instructor's own Jupyter server."""

from __future__ import annotations

import re
from collections.abc import Callable

from nbformat import NotebookNode

IMAGES = ("image/png", "image/jpeg")
BASE64 = re.compile(r"[A-Za-z0-9+/=\s]*")
BACKTICKS = re.compile(r"`+")


def clean(notebook: NotebookNode, is_ours: Callable[[NotebookNode], bool]) -> None:
    """Leave nothing in the notebook that a browser would run.

    ``is_ours`` says of a cell whether its text and outputs are the course's own; those stay. Of the others,
    prose is shown as text, and outputs are text and pictures.
    """
    for cell in notebook.cells:
        if is_ours(cell):
            continue
        if cell.cell_type == "code":
            cell.outputs = [out for out in map(_passive, cell.outputs) if out]
        else:
            _show_as_text(cell)


def _passive(output: NotebookNode) -> NotebookNode | None:
    """The output without what is active, None when nothing is left; nbconvert escapes texts only."""
    if "data" not in output:
        return output
    kept = {kind: value for kind, value in output.data.items() if _is_passive(kind, value)}
    output.data, output.metadata = NotebookNode(kept), NotebookNode()  # a picture's size may be a script
    return output if kept else None


def _is_passive(kind: str, value: object) -> bool:
    text = "".join(value) if isinstance(value, list) else str(value)
    return kind == "text/plain" or (kind in IMAGES and BASE64.fullmatch(text) is not None)


def _show_as_text(cell: NotebookNode) -> None:
    """Markdown lets HTML, MathJax's links and diagrams through, and a raw cell is copied as it is."""
    longest = max(map(len, BACKTICKS.findall(cell.source)), default=0)
    fence = "`" * max(3, longest + 1)
    cell.cell_type, cell.source = "markdown", f"{fence}text\n{cell.source}\n{fence}"
    cell.pop("attachments", None)
