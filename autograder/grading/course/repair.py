"""Makes a submitted file a notebook that can be graded: grading reads the cells' sources and nothing else."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_notebook

MOST_CELLS = 10_000  # a lesson has about a hundred
ID = re.compile(r"[A-Za-z0-9_-]{1,64}")  # as nbformat 4.5 wants it
KINDS = {"code": "code", "markdown": "markdown", "heading": "markdown"}  # nbformat 3 has headings; else raw


class CorruptNotebook(ValueError):
    """The file holds no notebook; the message says why."""


def repair(content: bytes) -> tuple[NotebookNode, list[str]]:
    """The notebook in a file, as nbformat 4.5 has it, and what was mended, in words.

    Of each cell its type, source, id and nbgrader's metadata are kept; outputs are left out. What is
    missing or malformed around the sources is made anew, without a remark.

    Raises CorruptNotebook for what is no JSON, or has no cells.
    """
    notes: dict[str, None] = {}
    found = _parse(_decode(content, notes))
    cells = [_cell(one, notes) for one in _cells(found, notes)]
    give_ids(cells)
    return _notebook(found.get("metadata"), cells), list(notes)


def _decode(content: bytes, notes: dict[str, None]) -> str:
    """The text, by its byte order mark or by what JSON in other encodings begins with."""
    encoding = json.detect_encoding(content)
    if not encoding.startswith("utf-8"):
        notes[f"the file was saved as {encoding.upper()}"] = None
    try:
        return content.decode(encoding, "surrogatepass")
    except UnicodeDecodeError:
        notes["the file was not saved as UTF-8; it was read as Windows-1252"] = None
        return content.decode("cp1252", "replace")


def _parse(text: str) -> dict[str, Any]:
    if not text.strip("\ufeff \r\n\t\0"):
        raise CorruptNotebook("the file is empty")
    try:
        found = json.loads(text, strict=False)  # not strict: line ends and tabs may be in a text as they are
    except json.JSONDecodeError as error:
        raise CorruptNotebook(f"it is not JSON: {error}") from None
    except (ValueError, RecursionError) as error:  # a number or a nesting beyond what Python reads
        raise CorruptNotebook(f"it is JSON that cannot be read: {type(error).__name__}") from None
    if not isinstance(found, dict):
        raise CorruptNotebook(f"it is JSON, but no notebook: a {type(found).__name__}")
    return found


def _cells(found: dict[str, Any], notes: dict[str, None]) -> list[dict[str, Any]]:
    """The cells of nbformat 4, or of nbformat 3, which has them in worksheets."""
    lists = [found.get("cells")]
    if isinstance(sheets := found.get("worksheets"), list):
        lists += [sheet.get("cells") for sheet in sheets if isinstance(sheet, dict)]
        notes["the file has the form of nbformat 3"] = None
    every = [cell for cells in lists if isinstance(cells, list) for cell in cells]
    cells = [cell for cell in every if isinstance(cell, dict)]
    if not cells:
        raise CorruptNotebook("it has no cells")
    if len(cells) > MOST_CELLS:
        raise CorruptNotebook(f"it has more than {MOST_CELLS} cells")
    if len(cells) < len(every):
        notes["entries that are no cells were left out"] = None
    return cells


def _cell(found: dict[str, Any], notes: dict[str, None]) -> NotebookNode:
    kind = KINDS.get(str(found.get("cell_type")), "raw")
    cell = NotebookNode(cell_type=kind, metadata=NotebookNode(), source=_source(found, notes))
    own = found.get("metadata")
    if isinstance(own, dict) and isinstance(own.get("nbgrader"), dict):
        cell.metadata.nbgrader = nbformat.from_dict(_whole(own["nbgrader"]))
    if isinstance(found.get("id"), str):
        cell.id = found["id"]
    if kind == "code":
        cell.update(outputs=[], execution_count=None)
    return cell


def _source(found: dict[str, Any], notes: dict[str, None]) -> str:
    """The source, a text or a list of lines; nbformat 3 calls it input."""
    raw = found.get("source", found.get("input", ""))
    lines = [line for line in (raw if isinstance(raw, list) else [raw]) if isinstance(line, str)]
    text = "".join(lines)
    if "\r" in text:
        notes["the lines ended as on Windows"] = None
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if _whole(text) != text:
        notes["halves of characters were replaced"] = None
    return str(_whole(text))


def _whole(value: Any) -> Any:
    """The value with its texts fit for a file: halves of characters become one, or U+FFFD."""
    if isinstance(value, str):
        return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    if isinstance(value, list):
        return [_whole(one) for one in value]
    if isinstance(value, dict):
        return {_whole(name): _whole(one) for name, one in value.items()}
    return value


def give_ids(cells: Iterable[NotebookNode]) -> None:
    """Every cell an id of its own; the first that has one keeps it."""
    taken: set[str] = set()
    for number, cell in enumerate(cells):
        name = cell.get("id")
        if not isinstance(name, str) or not ID.fullmatch(name) or name in taken:
            name = next(new for n in range(len(taken) + 1) if (new := f"cell-{number}-{n}") not in taken)
        cell.id = name
        taken.add(name)


def _notebook(metadata: Any, cells: list[NotebookNode]) -> NotebookNode:
    """A valid notebook; with the metadata of the file, if that is well-formed."""
    made: NotebookNode = new_notebook(cells=cells)
    if isinstance(metadata, dict):
        made.metadata = nbformat.from_dict(_whole(metadata))
    try:
        nbformat.validate(made)
    except Exception:  # jsonschema's errors, and what hostile JSON makes of its code
        made.metadata = NotebookNode()
        nbformat.validate(made)
    return made
