"""Remembers which cells of the notebook failed, so that a check can say why an answer is not there."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from autograder.cells import defined_names


@dataclass(frozen=True)
class _Failed:
    """A cell that failed: the notebook's name for it, the names that it would have defined, and its error."""

    cell: str | None
    names: frozenset[str]
    error: str


_FAILED: list[_Failed] = []
"""The cells that failed and have neither run since, nor left their names to another one."""


def watch_cells() -> None:
    """Hear of every cell that has run; where there is no notebook, nothing happens."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    if shell is not None and _note not in shell.events.callbacks["post_run_cell"]:
        shell.events.register("post_run_cell", _note)


def error_of(names: Iterable[str]) -> str:
    """The error of the last cell that would have defined one of these; "" when it ran, or never was run."""
    return next((one.error for one in reversed(_FAILED) if one.names & set(names)), "")


def _note(result: Any) -> None:
    """Called by IPython with the result of each cell."""
    if result.info is None:
        return
    cell, names = result.info.cell_id, frozenset(defined_names(result.info.raw_cell or ""))
    _FAILED[:] = [one for one in _FAILED if not one.names & names and (cell is None or one.cell != cell)]
    if error := result.error_before_exec or result.error_in_exec:
        _FAILED.append(_Failed(cell, names, _in_one_line(error)))


def _in_one_line(error: BaseException) -> str:
    """As Python's last line of it; of a syntax error the line in the cell, and not the cell's file name."""
    if isinstance(error, SyntaxError):
        return f"{type(error).__name__}: {error.msg} (line {error.lineno})"
    try:
        message = str(error).strip()
    except Exception:  # a learner's own exception may not have a text
        message = ""
    return f"{type(error).__name__}: {message.splitlines()[0]}" if message else type(error).__name__
