"""Carries over what learners left where earlier versions had them work: in notebooks/ and in build/."""

from collections.abc import Iterator
from pathlib import Path

from autograder import state
from autograder.copies.keep import SAVED, move_in, put_aside
from autograder.quiz.exam.sheet import NAME as SHEET
from autograder.quiz.exam.sheet import SheetFile, Unreadable, parse


def carry_saved(build: Path, folder: Path) -> Iterator[str]:
    """Move the edited notebooks that builds kept in ``build/saved-notebooks`` to ``saved/``."""
    for path in sorted((build / "saved-notebooks").glob("*.ipynb")):
        yield f"moved {path.name} from build/ to {put_aside(path, folder).relative_to(folder)}"


def carry_progress(build: Path) -> Iterator[str]:
    """Add the progress that was kept in ``build/state`` to today's."""
    old = build / "state" / "progress.json"
    if old.is_file() and state.adopt(old):
        yield "carried your progress over from build/state"


def carry_sheets(notebooks: Path, folder: Path) -> Iterator[str]:
    """Move an exam's answer sheet from beside the released notebooks, and those that were put aside there.

    When both folders have a sheet, the working folder's gets the answers of both.
    """
    sheets = sorted(notebooks.glob(f"{Path(SHEET).stem}*.json"))
    for path in sheets:
        if path.name == SHEET and (folder / SHEET).exists():
            yield _merged(path, folder)
        else:
            yield f"moved {path.name} from notebooks/ to {move_in(path, folder).relative_to(folder)}"


def _merged(sheet: Path, folder: Path) -> str:
    try:
        SheetFile(folder).add(parse(sheet.read_bytes()))
        done = f"added the answers of notebooks/{sheet.name} to yours"
    except Unreadable as error:
        done = f"notebooks/{sheet.name} could not be read ({error})"
    return f"{done}; the file is now {SAVED}/{put_aside(sheet, folder).name}"
