"""An nbgrader preprocessor that leaves one finite number in every check cell.

nbgrader scores a graded cell with anything on stderr as 0, one without output as full marks, and
one whose last value is above the maximum not at all. This step stands between Execute and
SaveAutoGrades and leaves nothing of that to chance.
"""

from __future__ import annotations

import math
from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_grade


class KeepScore(NbGraderPreprocessor):  # type: ignore[misc]  # nbgrader is untyped
    """Reduce each check cell's outputs to its score and card."""

    def preprocess_cell(
        self, cell: NotebookNode, resources: Any, cell_index: int
    ) -> tuple[NotebookNode, Any]:
        """Called by nbconvert for every cell; only graded cells change."""
        if is_grade(cell) and cell.cell_type == "code":
            cell.outputs = keep_score(cell.outputs, float(cell.metadata["nbgrader"]["points"]))
        return cell, resources


def keep_score(outputs: list[NotebookNode], max_points: float) -> list[NotebookNode]:
    """The last result, if it is a number from 0 to ``max_points``; else the errors, if any; else a zero."""
    results = [out for out in outputs if out.output_type == "execute_result"]
    if results and _is_score(results[-1], max_points):
        return results[-1:]
    errors = [out for out in outputs if out.output_type == "error"]
    return errors or [_zero()]


def _is_score(output: NotebookNode, max_points: float) -> bool:
    try:
        score = float(output.data["text/plain"])
    except (KeyError, TypeError, ValueError):
        return False
    return math.isfinite(score) and 0 <= score <= max_points


def _zero() -> NotebookNode:
    from nbformat.v4 import new_output

    zero: NotebookNode = new_output("execute_result", {"text/plain": "0"}, execution_count=None)
    return zero
