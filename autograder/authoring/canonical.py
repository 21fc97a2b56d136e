"""One notebook, one sequence of bytes: whitelisted metadata, ids made from content, a fixed layout."""

import hashlib
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from autograder.cells import grade_id
from autograder.checks.model import Json

CELL_METADATA = ("deletable", "editable", "nbgrader", "tags")
NOTEBOOK_METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def canonical(notebook: Mapping[str, Any], slug: str) -> Json:
    """A copy without outputs, counts, stray metadata or random ids.

    `slug` is the lesson's; it keeps the ids of equal cells in two lessons apart.
    """
    seen: Counter[str] = Counter()
    cells = [_cell(cell, _cell_id(cell, slug, seen)) for cell in notebook["cells"]]
    return {"cells": cells, "metadata": NOTEBOOK_METADATA, "nbformat": 4, "nbformat_minor": 5}


def to_bytes(notebook: Json) -> bytes:
    """UTF-8, keys sorted, indent 1, LF, one newline at the end. Raises nbformat's ValidationError."""
    node = nbformat.from_dict(notebook)
    nbformat.validate(node)
    text: str = nbformat.writes(node, version=4)
    return (text.rstrip("\n") + "\n").encode()


def from_bytes(content: bytes) -> NotebookNode:
    """The notebook in a file's content. Raises ValueError when it is not one."""
    node: NotebookNode = nbformat.reads(content.decode(), as_version=4)
    return node


def is_pristine(path: Path) -> bool:
    """Whether a notebook is exactly as some build left it: nobody's answers or notes can be in it.

    Ids come from content, and nbgrader's checksums cover its own cells: an untouched notebook proves itself.
    """
    from nbgrader.utils import compute_checksum

    content = path.read_bytes()
    try:
        notebook = from_bytes(content)
        if to_bytes(canonical(notebook, path.stem)) != content:
            return False
        named = [cell for cell in notebook.cells if "nbgrader" in cell.metadata]
        return bool(named) and all(compute_checksum(c) == c.metadata.nbgrader.checksum for c in named)
    except (ValueError, KeyError, AttributeError, nbformat.ValidationError):
        return False  # not a notebook, or one that no build wrote


def _cell(cell: Mapping[str, Any], cell_id: str) -> Json:
    metadata = {key: cell["metadata"][key] for key in CELL_METADATA if key in cell["metadata"]}
    copy = {"cell_type": cell["cell_type"], "id": cell_id, "metadata": metadata, "source": cell["source"]}
    return copy | {"outputs": [], "execution_count": None} if cell["cell_type"] == "code" else copy


def _cell_id(cell: Mapping[str, Any], slug: str, seen: Counter[str]) -> str:
    """nbgrader's name of the cell, else a hash of its content: an edit elsewhere leaves the id alone."""
    if name := grade_id(cell):
        return name
    identity = "\0".join((slug, cell["cell_type"], cell["source"]))
    digest = hashlib.sha256(identity.encode()).hexdigest()[:12]
    seen[digest] += 1
    return digest if seen[digest] == 1 else f"{digest}-{seen[digest]}"
