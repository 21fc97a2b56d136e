"""Reads a solved lesson (jupytext py:percent) into cells that remember their line in the file.

What a cell is stands in its marker:

    # %% [markdown]                          prose
    # %%                                     code, the learner's to change
    # %% locked="setup"                      code that grading restores
    # %% exercise="retry"                    an answer, between ### BEGIN SOLUTION and ### END SOLUTION
    # %% exercise="delays" checked_by="retry"    an answer that another exercise's check covers
    # %% check="retry"                       lesson.check("retry"), locked and graded
    # %% tags=["raises-exception"]           code that fails on purpose: Run All goes on after it
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder import paths
from autograder.authoring.errors import BuildError, Problem
from autograder.authoring.regions import without_markers
from autograder.cells import check_cell

MARKER = re.compile(r"\s*#\s*%%(\s|$)")
INTERNAL_OPTIONS = {"lines_to_next_cell"}  # jupytext's own bookkeeping of blank lines


@dataclass(frozen=True)
class SourceCell:
    """One cell. `line` is the line of its marker in the file, `first` that of its first line of content."""

    kind: str
    source: str
    line: int
    first: int
    options: Mapping[str, Any]

    @property
    def exercise(self) -> str | None:
        """The exercise this cell is the answer to."""
        name: str | None = self.options.get("exercise")
        return name

    @property
    def check(self) -> str | None:
        """The exercise this cell grades."""
        name: str | None = self.options.get("check")
        return name

    @property
    def locked(self) -> str | None:
        """The name of a cell that is given and restored before grading."""
        name: str | None = self.options.get("locked")
        return name

    @property
    def checked_by(self) -> str | None:
        """The check that covers this exercise: its own name unless `checked_by` says another."""
        other: str | None = self.options.get("checked_by")
        return other or self.exercise

    @property
    def grade_id(self) -> str | None:
        """The name nbgrader knows the cell by; None for a cell that belongs to the learner."""
        return check_cell(self.check) if self.check is not None else self.exercise or self.locked


@dataclass(frozen=True)
class Lesson:
    """A solved lesson: where it stands and its cells in order."""

    path: Path
    cells: tuple[SourceCell, ...]

    @property
    def slug(self) -> str:
        return self.path.stem


def read_lesson(path: Path) -> Lesson:
    """Read one solutions/NN_topic.py. Raises BuildError when it is missing or its cells are ambiguous."""
    if not path.is_file():
        fix = "Write it, or take the lesson off the list in autograder/syllabus.py."
        raise _error(path, None, "The lesson's solved source is missing.", fix)
    text = path.read_text(encoding="utf-8-sig")
    lines = text.split("\n")
    markers = [number for number, line in enumerate(lines, start=1) if MARKER.match(line)]
    _begins_with_a_cell(path, lines, markers)
    parsed = _parse(text)
    _one_marker_per_cell(path, lines, markers, parsed)
    cells = [_cell(cell, line, lines) for cell, line in zip(parsed, markers, strict=True)]
    return Lesson(path, tuple(cells))


def solution_source(lesson: str, name: str, solutions: Path = paths.SOLUTIONS) -> str:
    """The solved code of one exercise, without markers.

    `lesson` is a slug ("02_retry"). A check that covers several exercises answers with all of them.
    Raises BuildError when the lesson cannot be read, LookupError when it has no such exercise.
    """
    cells = read_lesson(solutions / f"{lesson}.py").cells
    solved = [cell for cell in cells if cell.exercise and name in (cell.exercise, cell.checked_by)]
    if not solved:
        known = ", ".join(sorted(cell.exercise for cell in cells if cell.exercise)) or "none"
        raise LookupError(f'Lesson {lesson} has no exercise "{name}". Its exercises: {known}.')
    return "\n\n\n".join(without_markers(cell.source) for cell in solved)


def setup_source(lesson: str, solutions: Path = paths.SOLUTIONS) -> str:
    """The code of a lesson's locked cells, in order: imports and given helpers that exercises build on."""
    cells = read_lesson(solutions / f"{lesson}.py").cells
    return "\n\n\n".join(cell.source for cell in cells if cell.locked)


def _parse(text: str) -> list[Any]:
    import jupytext  # slow to import, and most callers of this package never read a lesson

    return list(jupytext.reads(text, fmt="py:percent").cells)


def _cell(parsed: Any, line: int, lines: list[str]) -> SourceCell:
    content = (number for number, text in enumerate(lines[line:], start=line + 1) if text.strip())
    options = {key: value for key, value in parsed.metadata.items() if key not in INTERNAL_OPTIONS}
    return SourceCell(parsed.cell_type, parsed.source, line, next(content, line), options)


def _begins_with_a_cell(path: Path, lines: list[str], markers: list[int]) -> None:
    start = _after_jupytext_header(lines)
    before = lines[start : markers[0] - 1] if markers else lines[start:]
    if not markers or any(line.strip() for line in before):
        fix = "Begin with a `# %% [markdown]` cell whose first line is the title, `# # Title`."
        raise _error(path, start + 1, "The lesson has no header: text stands before the first cell.", fix)


def _after_jupytext_header(lines: list[str]) -> int:
    """The offset of the first line after the optional `# ---` block that jupytext writes on top of a file."""
    if lines[0].strip() != "# ---":
        return 0
    return next((offset + 1 for offset, line in enumerate(lines) if offset and line.strip() == "# ---"), 0)


def _one_marker_per_cell(path: Path, lines: list[str], markers: list[int], parsed: list[Any]) -> None:
    """jupytext ignores a marker inside a string or a code fence; the author may not have meant it to."""
    if len(markers) == len(parsed):
        return
    pairs = zip(markers, parsed, strict=False)
    line = next((line for line, cell in pairs if not _opens(cell.source, lines[line:])), markers[-1])
    fix = "Take `# %%` out of strings and code fences, and close every quote."
    raise _error(path, line, "This line looks like a cell marker but does not begin a cell.", fix)


def _opens(source: str, lines: list[str]) -> bool:
    """Whether a cell's content begins with the first of these lines (prose stands commented there)."""
    content = next((line for line in lines if line.strip()), "")
    return source.strip().split("\n")[0] in content


def _error(path: Path, line: int | None, what: str, fix: str) -> BuildError:
    return BuildError([Problem(path, line, what, fix)])
