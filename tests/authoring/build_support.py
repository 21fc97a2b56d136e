"""Two lessons of the tests' own; what must not be in a learner's copy, and every text to look for it in."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from autograder.authoring.regions import scan
from autograder.authoring.source import Lesson

LESSONS = Path(__file__).parent / "lessons"
SLUGS = ("01_parcels", "02_labels")
POINTS = {"total_weight": 7, "print_label": 12}

SHORTEST = 13  # characters; "return False" and shorter give nothing away


def answers(lesson: Lesson) -> set[str]:
    """The telling lines inside solution regions that stand nowhere else in the lesson."""
    inside, outside = set(), []
    for cell in lesson.cells:
        hidden = {n for begin, end in scan(cell.source).regions for n in range(begin, end + 1)}
        for number, line in enumerate(cell.source.split("\n")):
            if number in hidden:
                inside.add(line.strip())
            else:
                outside.append(line)
    shown = "\n".join(outside)
    return {line for line in inside if len(line) >= SHORTEST and line not in shown}


def texts(node: Any) -> Iterator[str]:
    """Every string of a notebook: sources, metadata, keys, outputs."""
    if isinstance(node, str):
        yield node
    elif isinstance(node, Mapping):
        for key, value in node.items():
            yield from texts(key)
            yield from texts(value)
    elif isinstance(node, list | tuple):
        for value in node:
            yield from texts(value)
