"""The record of a working folder: which release each copy was made from."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import BaseModel, ValidationError

from autograder.copies.content import written_in_file
from autograder.files import locked, write_atomically
from autograder.paths import HIDDEN

NAME = f"{HIDDEN}/copies.json"


class Record(BaseModel):
    """Both by path below the working folder. Without it every copy that differs from its release is an edit.

    ``made_from``: what was written in the release that a copy was made from (``content.written``).
    ``release``: the last release of a lesson that was copied or offered (``content.fingerprint``).
    """

    made_from: dict[str, str] = {}
    release: dict[str, str] = {}

    def untouched(self, folder: Path, name: str, new: str) -> bool:
        """Whether a file holds nobody's work: it is missing, or as its old or its new release left it."""
        return written_in_file(folder / name) in (None, new, self.made_from.get(name))


@contextmanager
def opened(folder: Path) -> Iterator[Record]:
    """The folder's record, for one process at a time; saved when the body ends well."""
    folder.mkdir(parents=True, exist_ok=True)
    with locked(folder):
        record = _read(folder / NAME)
        yield record
        write_atomically(folder / NAME, record.model_dump_json(indent=1).encode() + b"\n")


def known_releases(folder: Path) -> set[str]:
    """Fingerprints of the releases that copies in a folder were made from or offered."""
    return set(_read(folder / NAME).release.values())


def _read(path: Path) -> Record:
    try:
        return Record.model_validate_json(path.read_bytes())
    except (FileNotFoundError, ValidationError):
        return Record()
