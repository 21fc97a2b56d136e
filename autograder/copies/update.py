"""Brings working copies up to the releases: what nobody edited is replaced, an edit is never touched."""

from collections.abc import Iterator, Mapping
from itertools import count
from pathlib import Path

from autograder.copies.content import fingerprint, written, written_in_file
from autograder.copies.record import Record, opened
from autograder.files import write_atomically
from autograder.paths import UPDATES


def update(folder: Path, releases: Mapping[str, bytes]) -> list[str]:
    """Make the copies that are missing and renew the untouched ones; what became of the others, a line each.

    A new release of a lesson whose copy has edits goes to ``updates/``, once. Raises OSError.
    """
    with opened(folder) as record:
        return [line for name, release in releases.items() for line in _bring(folder, name, release, record)]


def _bring(folder: Path, name: str, release: bytes, record: Record) -> Iterator[str]:
    new, known = written(release), record.release.get(name) == fingerprint(release)
    before = written_in_file(folder / name)
    if record.untouched(folder, name, new):
        if before != new or not known:
            write_atomically(folder / name, release)
        record.made_from[name] = new
        if before not in (None, new):
            yield f"{name}: brought up to date; you had not edited it."
    elif not known and record.made_from.get(name) != new:
        offer = _offer(folder, name, release, record)
        yield f"{name}: your edits stay as they are; the new release is {offer}."
    record.release[name] = fingerprint(release)


def _offer(folder: Path, name: str, release: bytes, record: Record) -> str:
    """Write a release where nobody's work is; the path below the working folder."""
    new, path = written(release), Path(name)
    others = (f"{UPDATES}/{path.stem}-{number}{path.suffix}" for number in count(2))
    offer = f"{UPDATES}/{name}"
    while not record.untouched(folder, offer, new):
        offer = next(others)
    write_atomically(folder / offer, release)
    record.made_from[offer] = new
    return offer
