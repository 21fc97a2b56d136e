"""Finds answers that reach for what is around them: the call stack, all objects, the checks themselves."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nbformat import NotebookNode

from autograder.cells import grade_id

# Attribute or name → what it gives. A check that runs an answer is its caller: its frames hold the scenario.
STACK = (
    "_getframe",
    "_current_frames",
    "currentframe",
    "f_back",
    "f_locals",
    "f_globals",
    "tb_frame",
    "gi_frame",
)
OBJECTS = ("get_objects", "get_referrers", "get_referents")
REACHES = {name: "the call stack" for name in STACK} | {name: "all objects" for name in OBJECTS}
OURS = ("autograder.checks", "autograder.exercises", "autograder.grading", "autograder.authoring")


def reaching(notebook: NotebookNode, released: NotebookNode) -> list[str]:
    """What a person should look at, in words: each cell of the learner's and what it reaches for.

    It reads the code and runs nothing, so code that hides a name (``getattr`` of a text) is not found.
    """
    ours = {cell.source for cell in released.cells}
    return [
        f"{_where(number, cell)} reaches for {what}"
        for number, cell in enumerate(notebook.cells, 1)
        if cell.cell_type == "code" and cell.source not in ours
        for what in dict.fromkeys(_reached(cell.source))
    ]


def _where(number: int, cell: NotebookNode) -> str:
    return f"the cell {name}" if (name := grade_id(cell)) else f"cell {number}"


def _reached(source: str) -> Iterator[str]:
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):  # it does not run, or uses IPython's magic
        return
    for node in ast.walk(tree):
        for name in _names(node):
            if what := REACHES.get(name):
                yield f"{what} ({name})"
            elif any(name == ours or name.startswith(f"{ours}.") for ours in OURS):
                yield f"the checks ({name})"


def _names(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            yield name
        case ast.Import(names=names):
            yield from (one.name for one in names)
        case ast.ImportFrom(module=str(module), names=names):
            yield module
            yield from (one.name for one in names)
            yield from (f"{module}.{one.name}" for one in names)
