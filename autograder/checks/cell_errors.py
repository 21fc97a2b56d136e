"""Remembers which cells of the notebook failed, so that a check can say why an answer is not there."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Any

from autograder.cells import defined_names

_ERRORS: dict[str, str] = {}
"""Name → the error of the last cell that would have defined it."""


def watch_cells() -> None:
    """Hear of every cell that has run; where there is no notebook, nothing happens."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    if shell is not None and _note not in shell.events.callbacks["post_run_cell"]:
        shell.events.register("post_run_cell", _note)


def error_of(names: Iterable[str]) -> str:
    """The error of the last cell that would have defined one of these; "" when it ran, or never was run."""
    return next((_ERRORS[name] for name in names if name in _ERRORS), "")


def _note(result: Any) -> None:
    """Called by IPython with the result of each cell."""
    error = result.error_before_exec or result.error_in_exec
    for name in defined_names(result.info.raw_cell or "") if result.info else ():
        if error is None:
            _ERRORS.pop(name, None)
        else:
            _ERRORS[name] = _in_one_line(error)


def _in_one_line(error: BaseException) -> str:
    """As Python's last line of it; of a syntax error the line in the cell, and not the cell's file name."""
    if isinstance(error, SyntaxError):
        return f"{type(error).__name__}: {error.msg} (line {error.lineno})"
    try:
        message = str(error).strip()
    except Exception:  # a learner's own exception may not have a text
        message = ""
    return f"{type(error).__name__}: {message.splitlines()[0]}" if message else type(error).__name__
