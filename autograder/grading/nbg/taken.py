"""Chooses the lesson's notebook among the files handed in: the one of its name, or the only one like it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path, PurePosixPath

from nbformat import NotebookNode

from autograder.grading.course.repair import CorruptNotebook, repair
from autograder.grading.course.submission import MAX_BYTES, Submission
from autograder.grading.nbg.restore import exercises_in

COPIED = re.compile(r"^(?:copy of|kopie von) | ?\(\d+\)(?=\.\w+$)|-copy\d*(?=\.\w+$)")
MOST = 20  # files of one submission that are looked at, and no more bytes in all than one may have
MOST_NAMED = 10  # in a message


class UnknownNotebook(ValueError):
    """The notebook holds none of the lesson's exercises; the message says so."""


@dataclass(frozen=True)
class Taken:
    """A notebook to grade: its file, what it holds, and what was mended or chosen, in words."""

    path: Path
    notebook: NotebookNode
    notes: tuple[str, ...]


@dataclass(frozen=True)
class _Like:
    """A readable notebook with cells of the lesson. begun: an exercise in it is no longer the stub."""

    taken: Taken
    begun: bool


def take(submission: Submission, released: NotebookNode, *, renamed: bool = True) -> Taken:
    """The lesson's notebook: ``LESSON.ipynb``, or under another name the only one with its exercises.

    An untouched ``LESSON.ipynb`` gives way to the only one that was worked on. With ``renamed=False`` no
    other name is looked at.

    Raises FileNotFoundError, naming what is there, when no file can be chosen; CorruptNotebook when the
    lesson's file cannot be read; UnknownNotebook when it is about something else.
    """
    own = f"{submission.lesson}.ipynb"
    names = [name for name in _notebooks(submission) if renamed or name == own]
    read = {name: _read(submission.files[name]) for name in names}
    like = {name: one for name, taken in read.items() if (one := _like(taken, released))}
    chosen = {name: one for name, one in like.items() if one.begun} or like
    name = own if own in chosen else next(iter(chosen)) if len(chosen) == 1 else ""
    if not name:
        raise _nothing(submission, own, read, list(chosen))
    notes = [f"{name} was taken for {own}"] if name != own else []
    notes += [f"{other} was handed in too, and not graded" for other in like if other != name]
    taken = like[name].taken
    return Taken(taken.path, taken.notebook, (*notes, *taken.notes))


def read_notebook(path: Path) -> Taken:
    """A notebook file, repaired. Raises CorruptNotebook."""
    notebook, notes = repair(path.read_bytes())
    return Taken(path, notebook, tuple(notes))


def handed_in_as(submission: Submission, name: str) -> str:
    """The name under which a file was handed in: its own, or that of its only copy; "" when there is none."""
    copies = [other for other in submission.files if _uncopied(other) == name.lower()]
    return name if name in submission.files else copies[0] if len(copies) == 1 else ""


def _uncopied(name: str) -> str:
    """A name without what browsers, Jupyter and Drive add to a copy's."""
    return COPIED.sub("", name.lower())


def _notebooks(submission: Submission) -> list[str]:
    """Names of files that may be notebooks, also such as ``00_welcome.ipynb.txt``; the lesson's own first."""
    own = f"{submission.lesson}.ipynb"
    names = [name for name in submission.files if ".ipynb" in PurePosixPath(name).name.lower()]
    names = [name for name in names if ".ipynb_checkpoints" not in PurePosixPath(name).parts]
    names = sorted(names, key=lambda name: (name != own, name))[:MOST]
    sizes = accumulate(submission.files[name].stat().st_size for name in names)
    return [name for name, size in zip(names, sizes, strict=True) if size <= MAX_BYTES]


def _read(path: Path) -> Taken | CorruptNotebook:
    try:
        return read_notebook(path)
    except CorruptNotebook as error:
        return error


def _like(taken: Taken | CorruptNotebook, released: NotebookNode) -> _Like | None:
    if isinstance(taken, CorruptNotebook):
        return None
    found = exercises_in(taken.notebook, released)
    return _Like(taken, any(found.values())) if found else None


def _nothing(
    submission: Submission, own: str, read: dict[str, Taken | CorruptNotebook], several: list[str]
) -> Exception:
    if several:
        return FileNotFoundError(
            f"{own} is not what was worked on, and several files may be: {_some(several)}"
            if own in submission.files
            else f"{own} was not handed in, and several files may be meant: {_some(several)}"
        )
    if own in read:
        broken = read[own]
        unknown = UnknownNotebook(f"{own} holds none of the exercises of {submission.lesson}")
        return broken if isinstance(broken, CorruptNotebook) else unknown
    why = {name: f" ({one})" for name, one in read.items() if isinstance(one, CorruptNotebook)}
    there = [f"{name}{why.get(name, '')}" for name in submission.files]
    return FileNotFoundError(f"{own} was not handed in. There is: {_some(there)}")


def _some(names: list[str]) -> str:
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return ", ".join(sorted(names)[:MOST_NAMED]) + more if names else "nothing"
