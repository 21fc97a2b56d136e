"""Puts a submitted notebook back into its lesson's shape: every cell of ours once, as it was released."""

from __future__ import annotations

from copy import deepcopy

from nbformat import NotebookNode

from autograder.cells import grade_id


def restore(submitted: NotebookNode, released: NotebookNode) -> tuple[NotebookNode, list[str]]:
    """The notebook to grade, and what had to be mended, in words.

    Answers stay as they are. Locked cells (setup, checks) get the released text back, missing cells return
    behind the cell they stood behind, and of a cell that is there twice the first counts; the others stay as
    cells of the learner's own. nbgrader stops at such a notebook, or at the whole class.
    """
    ours = {name: cell for cell in released.cells if (name := grade_id(cell))}
    notes: list[str] = []
    cells = _without_doubles(submitted.cells, ours, notes)
    for name, cell in ours.items():
        _put_back(cells, list(ours), name, cell, notes)
    mended = NotebookNode({**submitted, "metadata": released.metadata, "cells": cells})
    return mended, notes


def _without_doubles(
    cells: list[NotebookNode], ours: dict[str, NotebookNode], notes: list[str]
) -> list[NotebookNode]:
    seen: set[str] = set()
    kept = []
    for cell in deepcopy(cells):
        name = grade_id(cell)
        if "nbgrader" in cell.metadata and (name not in ours or name in seen):
            notes.append(f"a second cell {name}" if name in seen else f"a cell {name} that the lesson lacks")
            del cell.metadata["nbgrader"]
        elif name:
            seen.add(name)
        kept.append(cell)
    return kept


def _put_back(
    cells: list[NotebookNode], order: list[str], name: str, released: NotebookNode, notes: list[str]
) -> None:
    """Restore one cell in place, or insert it behind its predecessor."""
    places = {found: place for place, cell in enumerate(cells) if (found := grade_id(cell))}
    if name not in places:
        before = order.index(name) - 1
        cells.insert(places[order[before]] + 1 if before >= 0 else 0, deepcopy(released))
        notes.append(f"the cell {name} was missing")
        return
    cell = cells[places[name]]
    if released.metadata.nbgrader.locked and cell.source != released.source:
        notes.append(f"the locked cell {name} was changed")
        cell.source = released.source
    if cell.cell_type != released.cell_type:
        notes.append(f"the cell {name} was of another type")
        cells[places[name]] = NotebookNode({**deepcopy(released), "source": cell.source})
    cells[places[name]].metadata = deepcopy(released.metadata)
