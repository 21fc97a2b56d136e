"""Makes and refreshes a course folder: configuration, source, release and gradebook."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from pydantic import BaseModel, ValidationError

from autograder import paths
from autograder.authoring.gradebook import gradebook_file
from autograder.authoring.lessons import prepare_classroom, refuse_strays
from autograder.cells import checked_exercise, grade_id
from autograder.copies.content import fingerprint
from autograder.copies.keep import put_aside
from autograder.files import write_atomically
from autograder.grading.config import write_config
from autograder.grading.course.folder import CourseFolder
from autograder.grading.course.rules import Rules
from autograder.version import package_hash


def release(course: CourseFolder, slugs: Sequence[str] | None = None) -> list[str]:
    """Make or refresh a course folder, unless it is as it should be. Grades in it stay.

    Returns what its owner should know: a sentence for each notebook of ours that was edited by hand, which is
    kept aside. Raises BadRules, BuildError, ReleaseError.
    """
    write_config(course.config_file)
    rules = course.rules()
    chosen = slugs or rules.slugs()
    refuse_strays(course.root / "source", chosen)
    known, url = _stamp(course), course.gradebook_url()
    book = gradebook_file(url)
    there = book is not None and book.exists()  # one on a server may be a new one, without telling
    if there and known.made == _made_from(course, chosen, rules):
        return []
    told = [_set_aside(path, course, rules) for path in _edited(course, chosen, known)]
    prepare_classroom(course.root, chosen, rules.worth, db_url=url)
    stamp = Stamp(made=_made_from(course, chosen, rules), left=_digests(course, chosen))
    write_atomically(course.released_stamp, stamp.model_dump_json().encode())
    return told


def _made_from(course: CourseFolder, slugs: Sequence[str], rules: Rules) -> str:
    """A digest of all that a release is made from, and of what it made."""
    total = hashlib.sha256(f"{package_hash()}{sorted(rules.points.items())}".encode())
    for path in (paths.SOLUTIONS / f"{slug}.py" for slug in slugs):
        content = path.read_bytes() if path.exists() else b""
        total.update(f"{path.name} {len(content)}\n".encode() + content)
    total.update(repr(_digests(course, slugs)).encode())
    return total.hexdigest()


class Stamp(BaseModel):
    """What a release leaves of itself: a digest of all it was made from, and its notebooks' digests."""

    made: str = ""
    left: dict[str, str] = {}


def _stamp(course: CourseFolder) -> Stamp:
    """The last one; an empty one in a new course, and behind a version that left none."""
    try:
        return Stamp.model_validate_json(course.released_stamp.read_bytes())
    except (OSError, ValidationError):
        return Stamp()


def _digests(course: CourseFolder, slugs: Sequence[str]) -> dict[str, str]:
    """Notebook, as a path in the course folder → digest, of those that are there."""
    made = [path for slug in slugs for path in (course.source(slug), course.released(slug))]
    return {
        path.relative_to(course.root).as_posix(): fingerprint(path.read_bytes())
        for path in made
        if path.is_file()
    }


def _edited(course: CourseFolder, slugs: Sequence[str], known: Stamp) -> list[Path]:
    """The notebooks that are not as the last release has left them."""
    now = _digests(course, slugs)
    return [course.root / name for name, was in known.left.items() if now.get(name, was) != was]


def _set_aside(path: Path, course: CourseFolder, rules: Rules) -> str:
    """Move an edited notebook away, and say so: the course makes this file."""
    name, points = path.relative_to(course.root), dict(_other_points(path, rules))
    kept = put_aside(path, course.root).relative_to(course.root)
    told = f"{name} was edited by hand. The course makes this file, so it is made anew; yours is now {kept}."
    lines = "".join(f"\n      {name}: {most:g}" for name, most in points.items())
    return f"{told} Points have their place in course.yaml:\n\n    points:{lines}\n" if lines else told


def _other_points(path: Path, rules: Rules) -> Iterator[tuple[str, float]]:
    """Exercise → points, where the file's are not those of the course."""
    try:
        cells = json.loads(path.read_bytes())["cells"]
        for cell in cells:
            name = checked_exercise(grade_id(cell) or "")
            most = cell["metadata"]["nbgrader"].get("points") if name else None
            if name and isinstance(most, int | float) and most != rules.worth(name):
                yield name, most
    except (ValueError, TypeError, LookupError):  # it is no notebook any more
        return
