"""What `autograder build` does and prints, for this course's own folders."""

from pathlib import Path

from rich.console import Console

from autograder import paths
from autograder.authoring.errors import BuildError
from autograder.authoring.lessons import Changes, build_course, drift, update_notebooks
from autograder.authoring.release import ReleaseError
from autograder.copies.keep import take_in

DIFFERENT, FAILED = 1, 2  # exit codes


def write() -> int:
    """Bring notebooks/ up to date; an edit there goes to the working folder. Returns the exit code."""
    built = _build()
    if built is None:
        return FAILED
    _report(update_notebooks(built, paths.NOTEBOOKS, _keep))
    return 0


def _keep(edited: Path, release: bytes) -> Path:
    return take_in(edited, paths.WORK, release)


def check() -> int:
    """List every notebook that differs from what would be built. Returns the exit code."""
    built = _build()
    if built is None:
        return FAILED
    differences = list(drift(built, paths.NOTEBOOKS))
    for difference in differences:
        _say(f"notebooks/{difference}")
    _say(
        "Run `make notebooks`, then commit notebooks/."
        if differences
        else f"{len(built)} notebooks up to date."
    )
    return DIFFERENT if differences else 0


def _build() -> dict[str, bytes] | None:
    from autograder.exercises import points
    from autograder.syllabus import LESSONS

    try:
        return build_course([lesson.slug for lesson in LESSONS], points)
    except (BuildError, ReleaseError) as error:
        Console(stderr=True).print(str(error), markup=False, highlight=False, soft_wrap=True)
        return None


def _report(changes: Changes) -> None:
    for name in changes.written:
        _say(f"wrote notebooks/{name}")
    for name in changes.removed:
        _say(f"removed notebooks/{name}: its lesson is no longer on the course list")
    for copy in changes.saved:
        _say(f"your edited notebook is now {copy}")
    for name in changes.strangers:
        _say(f"left notebooks/{name} alone: no lesson makes it, and someone has worked in it")
    _say(f"{len(changes.written)} written, {len(changes.unchanged)} unchanged.")


def _say(text: str) -> None:
    Console().print(text, markup=False, highlight=False, soft_wrap=True)
