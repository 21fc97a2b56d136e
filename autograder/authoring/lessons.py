"""Builds the whole course: reads and checks the lessons, releases them, and brings notebooks/ up to date."""

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from autograder import paths
from autograder.authoring.canonical import canonical, from_bytes, is_pristine, to_bytes
from autograder.authoring.errors import BuildError, Problem
from autograder.authoring.notebook import Points, source_notebook
from autograder.authoring.release import generate_assignments
from autograder.authoring.rules import check_course
from autograder.authoring.source import Lesson, read_lesson
from autograder.files import write_atomically
from autograder.quiz.exam.public import NAME as QUESTIONS


@dataclass
class Changes:
    """What bringing a folder up to date did, by file name."""

    written: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    saved: list[Path] = field(default_factory=list)  # where notebooks that someone had worked in are now
    strangers: list[str] = field(default_factory=list)  # notebooks of no lesson, left alone


def build_course(slugs: Sequence[str], points: Points, solutions: Path = paths.SOLUTIONS) -> dict[str, bytes]:
    """The learner's copy of every lesson, file name to bytes. Raises BuildError, ReleaseError."""
    with tempfile.TemporaryDirectory(prefix="autograder-build-") as folder:
        course = Path(folder).resolve()
        prepare_classroom(course, slugs, points, solutions)
        return {f"{slug}.ipynb": _released(course, slug).read_bytes() for slug in slugs}


def prepare_classroom(
    course: Path,
    slugs: Sequence[str],
    points: Points,
    solutions: Path = paths.SOLUTIONS,
    db_url: str | None = None,
) -> None:
    """Fill an nbgrader course folder: source/, release/ and the gradebook, one assignment per lesson.

    Safe to repeat; submissions and grades in the gradebook stay. Raises BuildError, ReleaseError.
    """
    write_sources(course / "source", slugs, points, solutions)
    generate_assignments(course, slugs, db_url)
    for slug in slugs:
        released = _released(course, slug)
        notebook = from_bytes(released.read_bytes())
        write_atomically(released, to_bytes(canonical(notebook, slug)))


def write_sources(
    folder: Path, slugs: Sequence[str], points: Points, solutions: Path = paths.SOLUTIONS
) -> None:
    """Write nbgrader's source notebooks: folder/<slug>/<slug>.ipynb, and nothing beside them.

    Raises BuildError before anything is written.
    """
    lessons = read_course(slugs, solutions)
    notebooks = {lesson.slug: to_bytes(source_notebook(lesson, points)) for lesson in lessons}
    refuse_strays(folder, slugs)
    for slug, content in notebooks.items():
        write_atomically(folder / slug / f"{slug}.ipynb", content)


def refuse_strays(folder: Path, slugs: Sequence[str]) -> None:
    """nbgrader releases whatever lies in a source folder: a text version there would hand out the answers."""
    fix = "Move it away: nbgrader would release it to every learner."
    strays = [
        Problem(path, None, "A file beside a source notebook.", fix)
        for slug in slugs
        for path in sorted((folder / slug).glob("*"))
        if path.name not in (f"{slug}.ipynb", ".ipynb_checkpoints", QUESTIONS)  # an own exam is given out
    ]
    if strays:
        raise BuildError(strays)


def read_course(slugs: Sequence[str], solutions: Path = paths.SOLUTIONS) -> list[Lesson]:
    """Read the lessons in course order and apply every rule. Raises one BuildError with all problems."""
    lessons: list[Lesson] = []
    problems: list[Problem] = []
    for slug in slugs:
        try:
            lessons.append(read_lesson(solutions / f"{slug}.py"))
        except BuildError as error:
            problems += error.problems
    if problems:
        raise BuildError(problems)
    check_course(lessons)
    return lessons


def update_notebooks(
    built: Mapping[str, bytes], folder: Path, keep: Callable[[Path, bytes], Path]
) -> Changes:
    """Bring a folder to the built state.

    `keep` takes a notebook that someone worked in, before it is replaced, and what replaces it; it returns
    where the work is now.
    """
    changes = Changes()
    for name, content in built.items():
        target = folder / name
        if target.is_file() and target.read_bytes() == content:
            changes.unchanged.append(name)
            continue
        if target.is_file() and not is_pristine(target):
            changes.saved.append(keep(target, content))
        write_atomically(target, content)
        changes.written.append(name)
    _remove_stale(built, folder, changes)
    return changes


def drift(built: Mapping[str, bytes], folder: Path) -> Iterator[str]:
    """One line for every notebook that differs from the build."""
    for name, content in built.items():
        target = folder / name
        if not target.is_file():
            yield f"{name}: missing"
        elif target.read_bytes() != content:
            yield f"{name}: {'out of date' if is_pristine(target) else 'edited by hand'}"
    for stale in _unlisted(built, folder):
        if is_pristine(stale):
            yield f"{stale.name}: its lesson is no longer on the course list"


def _remove_stale(built: Mapping[str, bytes], folder: Path, changes: Changes) -> None:
    for stale in _unlisted(built, folder):
        if is_pristine(stale):
            stale.unlink()
            changes.removed.append(stale.name)
        else:
            changes.strangers.append(stale.name)


def _unlisted(built: Mapping[str, bytes], folder: Path) -> list[Path]:
    return [path for path in sorted(folder.glob("*.ipynb")) if path.name not in built]


def _released(course: Path, slug: str) -> Path:
    return course / "release" / slug / f"{slug}.ipynb"
