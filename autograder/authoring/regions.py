"""Solution regions: the lines between BEGIN SOLUTION and END SOLUTION, and the stub learners get instead."""

from dataclasses import dataclass, field
from typing import NamedTuple

BEGIN = "### BEGIN SOLUTION"
END = "### END SOLUTION"
STUB = 'raise NotImplementedError("your code here")'


class Region(NamedTuple):
    """Offsets of the two marker lines within a cell, from 0."""

    begin: int
    end: int


class Fault(NamedTuple):
    """A marker that nbgrader would trip over or misread."""

    offset: int
    what: str
    fix: str


@dataclass
class Scan:
    """What a cell's markers say: the regions, and every fault on the way."""

    regions: list[Region] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def fault(self, offset: int, what: str, fix: str) -> None:
        self.faults.append(Fault(offset, what, fix))


def scan(source: str) -> Scan:
    """Find the regions of a cell. nbgrader reads a marker anywhere in a line; here it must stand alone."""
    found, begin = Scan(), None
    lines = source.split("\n")
    for offset, line in enumerate(lines):
        match line.strip():
            case text if text == BEGIN:
                if begin is not None:
                    found.fault(offset, "A solution region begins inside another.", f"First write {END}.")
                begin = offset
            case text if text == END:
                _close(found, begin, offset, lines)
                begin = None
            case text if "BEGIN SOLUTION" in text or "END SOLUTION" in text:
                found.fault(offset, "Malformed solution marker.", f"Write {BEGIN} or {END} on its own line.")
    if begin is not None:
        found.fault(begin, "A solution region is never closed.", f"Add {END} after the answer.")
    return found


def _close(found: Scan, begin: int | None, end: int, lines: list[str]) -> None:
    if begin is None:
        found.fault(end, "A solution region ends that never began.", f"Add {BEGIN} before the answer.")
    elif not "".join(lines[begin + 1 : end]).strip():
        found.fault(begin, "An empty solution region.", "Write the answer between the markers.")
    else:
        found.regions.append(Region(begin, end))


def without_markers(source: str) -> str:
    """The solved cell as a person would write it."""
    return "\n".join(line for line in source.split("\n") if line.strip() not in (BEGIN, END))


def with_stubs(source: str) -> str:
    """The cell as nbgrader's ClearSolutions will leave it: for rules and tests, never for the build."""
    lines = source.split("\n")
    for begin, end in reversed(scan(source).regions):
        indent = lines[begin][: -len(lines[begin].lstrip())]
        lines[begin : end + 1] = [indent + STUB]
    return "\n".join(lines)
