"""Puts a submitted notebook back into its lesson's shape: every cell of ours once, as it was released."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import deepcopy

from nbformat import NotebookNode

from autograder.cells import checked_exercise, defined_names, grade_id
from autograder.grading.course.repair import give_ids

Cells = list[NotebookNode]


def restore(submitted: NotebookNode, released: NotebookNode) -> tuple[NotebookNode, list[str]]:
    """The notebook to grade, and what had to be mended, in words.

    Answers stay as they are. Locked cells (setup, checks) get the released text back and stand where the
    lesson's order needs them; what a learner wrote into a setup runs behind it. Missing cells return behind
    the cell they stood behind. Of a cell that is there twice one counts, and the others stay as cells of the
    learner's own, unless they are plain copies of ours.

    nbgrader stops at such a notebook, or at the whole class.
    """
    ours = _ours(released)
    notes: list[str] = []
    cells = deepcopy(submitted.cells)
    found = _find(cells, ours, notes)
    cells = _without_copies(cells, found, ours, notes)
    for name, cell in ours.items():
        _put_back(cells, found, list(ours), name, cell, notes)
    checks_first = sorted(ours, key=lambda name: checked_exercise(name) is None)  # a setup goes above them
    for name in checks_first:
        if _is_locked(ours[name]):
            _put_in_order(cells, found, ours, name, notes)
    give_ids(cells)
    return NotebookNode({**submitted, "metadata": released.metadata, "cells": cells}), notes


def exercises_in(submitted: NotebookNode, released: NotebookNode) -> dict[str, bool]:
    """The lesson's exercises and checks in a notebook: name of the cell → whether it was worked on."""
    ours = _ours(released)
    checked = {checked_exercise(name) for name in ours}
    found = _find(submitted.cells, ours, [])
    return {
        name: not _is_locked(ours[name]) and not _same(cell, ours[name])
        for name, cell in found.items()
        if checked_exercise(name) or name in checked
    }


def _ours(released: NotebookNode) -> dict[str, NotebookNode]:
    return {name: cell for cell in released.cells if (name := grade_id(cell))}


def _is_locked(cell: NotebookNode) -> bool:
    return bool(cell.metadata.nbgrader.locked)


def _same(one: NotebookNode, other: NotebookNode) -> bool:
    """Whether two cells have the same text; editors strip the ends of lines, or add one."""
    return _text(one) == _text(other)


def _text(cell: NotebookNode) -> list[str]:
    return [line.rstrip() for line in cell.source.strip().splitlines()]


# --- whose cell is it? -----------------------------------------------------------------------------------


def _find(cells: Cells, ours: dict[str, NotebookNode], notes: list[str]) -> dict[str, NotebookNode]:
    """Name → our cell; by nbgrader's metadata, else by the cell's id, by its text, by what it defines."""
    found: dict[str, NotebookNode] = {}
    ways: dict[str, Callable[[NotebookNode, str], bool]] = {
        "": lambda cell, name: grade_id(cell) == name,
        "by its id": lambda cell, name: cell.get("id") == name,
        "by its text": lambda cell, name: _same(cell, ours[name]),
        "by the name it defines": lambda cell, name: _defines(cell, ours[name]),
    }
    for way, belongs in ways.items():
        for name, released in ours.items():
            taken = {id(cell) for cell in found.values()}
            like = [cell for cell in cells if id(cell) not in taken and belongs(cell, name)]
            if name not in found and like:
                found[name] = _best(like, released)
                if way:
                    notes.append(f"the cell {name} has lost its metadata and was found {way}")
    return found


def _defines(cell: NotebookNode, released: NotebookNode) -> bool:
    """Whether it defines something that an exercise asks for; what a locked cell defines is no sign of it."""
    wanted = set() if _is_locked(released) else defined_names(released.source)
    return cell.cell_type == "code" and bool(wanted & defined_names(cell.source))


def _best(like: Sequence[NotebookNode], released: NotebookNode) -> NotebookNode:
    """Of several cells with one name: for a locked one a faithful copy, else the first that is no stub."""
    wanted = [cell for cell in like if _same(cell, released) == _is_locked(released)]
    return (wanted or like)[0]


def _without_copies(
    cells: Cells, found: dict[str, NotebookNode], ours: dict[str, NotebookNode], notes: list[str]
) -> Cells:
    """The cells without nbgrader's metadata on those that are not ours, and without plain copies of ours."""
    known = {id(cell) for cell in found.values()}
    kept = []
    for cell in cells:
        name = grade_id(cell)
        if id(cell) not in known and "nbgrader" in cell.metadata:
            notes.append(f"a second cell {name}" if name in ours else f"a cell {name} that the lesson lacks")
            del cell.metadata["nbgrader"]
            if name in ours and _same(cell, ours[name]):
                continue  # a stub would undo the answer above it
        kept.append(cell)
    return kept


# --- back into its place ---------------------------------------------------------------------------------


def _place(cells: Cells, cell: NotebookNode) -> int:
    """By identity: cells with the same text are equal."""
    return next(number for number, one in enumerate(cells) if one is cell)


def _put_back(
    cells: Cells,
    found: dict[str, NotebookNode],
    order: list[str],
    name: str,
    released: NotebookNode,
    notes: list[str],
) -> None:
    """Restore one cell in place, or insert it behind its predecessor."""
    if name not in found:
        before = order.index(name) - 1
        found[name] = deepcopy(released)
        cells.insert(_place(cells, found[order[before]]) + 1 if before >= 0 else 0, found[name])
        notes.append(f"the cell {name} was missing")
        return
    cell = found[name]
    if _is_locked(released):
        if not _same(cell, released):
            notes.append(f"the locked cell {name} was changed")
            if not checked_exercise(name):  # an import of the learner's may stand in it
                own = NotebookNode({**deepcopy(cell), "metadata": NotebookNode()})
                cells.insert(_place(cells, cell) + 1, own)
        cell.source = released.source
    if cell.cell_type != released.cell_type:
        notes.append(f"the cell {name} was of another type")
        found[name] = NotebookNode({**deepcopy(released), "source": cell.source})
        cells[_place(cells, cell)] = found[name]
    found[name].metadata = deepcopy(released.metadata)


def _put_in_order(
    cells: Cells,
    found: dict[str, NotebookNode],
    ours: dict[str, NotebookNode],
    name: str,
    notes: list[str],
) -> None:
    """Move a locked cell that cannot work where it stands: a check above its answer, a setup below others."""
    cell, place = found[name], _place(cells, found[name])
    if exercise := checked_exercise(name):
        target = _answered_at(cells, found, ours, exercise, place)
        moves = place < target
    else:
        later = list(ours)[list(ours).index(name) + 1 :]
        target = min((_place(cells, found[one]) for one in later), default=len(cells))
        moves = place > target
    if moves:
        del cells[place]
        cells.insert(target, cell)  # a check's target has moved up by one: this is the place behind it
        notes.append(f"the cell {name} was moved to where it can run")


def _answered_at(
    cells: Cells,
    found: dict[str, NotebookNode],
    ours: dict[str, NotebookNode],
    exercise: str,
    check: int,
) -> int:
    """The place of the answer: the exercise's cell, or, if that has none, the learner's own cell below."""
    if exercise not in ours:
        return check
    stub = ours[exercise]
    if _same(found[exercise], stub) or not _defines(found[exercise], stub):
        last = max((n for n, cell in enumerate(cells) if _defines(cell, stub)), default=check)
        if last > check:
            return last
    return _place(cells, found[exercise])
