"""The names of our cells in a notebook: an exercise's cell has its name, its check's cell another."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

CHECK = "check-"

# Also where the cell is not valid Python: a no-break space is `\s`.
_DEFINES = re.compile(r"^(?:(?:async\s+)?def|class)\s+(\w+)|^(\w+)[ \t]*(?::[^=\n]+)?=(?!=)", re.MULTILINE)


def check_cell(exercise: str) -> str:
    """The name of an exercise's check cell."""
    return CHECK + exercise


def checked_exercise(cell: str) -> str | None:
    """The exercise that the cell of this name checks; None for a cell that checks nothing."""
    return cell.removeprefix(CHECK) if cell.startswith(CHECK) else None


def grade_id(cell: Mapping[str, Any]) -> str | None:
    """nbgrader's name of a notebook's cell, if it has one; the metadata may be anything."""
    own = cell["metadata"].get("nbgrader")
    name = own.get("grade_id") if isinstance(own, dict) else None
    return name if isinstance(name, str) else None


def defined_names(source: str) -> set[str]:
    """The functions, classes and variables that a cell's text defines, as far as its form shows them."""
    return {one or other for one, other in _DEFINES.findall(source)}
