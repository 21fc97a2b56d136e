"""Takes a person's work that lies elsewhere into the working folder; nothing there is ever written over."""

import shutil
from pathlib import Path

from autograder.copies.content import fingerprint, written, written_in_file
from autograder.copies.record import opened
from autograder.files import write_atomically

SAVED = "saved"


def take_in(edited: Path, folder: Path, release: bytes | None) -> Path:
    """Copy a lesson that was edited outside the working folder; where the edit is now.

    It becomes the working copy, unless that one has edits of its own: then it goes to ``saved/`` under a name
    made from its content. ``release`` is what it was made from, if that is known. Raises OSError.
    """
    content, name = edited.read_bytes(), edited.name
    with opened(folder) as record:
        if written_in_file(folder / name) == written(content):
            return folder / name
        if not record.untouched(folder, name, written(content)):
            return _save(content, edited, folder)
        write_atomically(folder / name, content)
        if release is not None:
            record.made_from[name], record.release[name] = written(release), fingerprint(release)
    return folder / name


def move_in(path: Path, folder: Path) -> Path:
    """Move a file into the working folder, under its own name if that is free, else into ``saved/``."""
    target = folder / path.name
    if target.exists():
        return put_aside(path, folder)
    folder.mkdir(parents=True, exist_ok=True)
    shutil.move(path, target)
    return target


def put_aside(path: Path, folder: Path) -> Path:
    """Move a file into ``saved/``."""
    target = _save(path.read_bytes(), path, folder)
    path.unlink()
    return target


def _save(content: bytes, path: Path, folder: Path) -> Path:
    """Write under a name made from the content, past files of that name that someone has edited since."""
    stem = f"{path.stem}.{fingerprint(content)[:8]}"
    names = (f"{stem}{extra}{path.suffix}" for extra in ("", *(f"-{number}" for number in range(2, 10_000))))
    target = next(
        place
        for name in names
        if not (place := folder / SAVED / name).exists() or place.read_bytes() == content
    )
    if not target.exists():
        write_atomically(target, content)
    return target
