"""What a learner handed in: regular files with plain names, and their digest."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from autograder.grading.course.foreign import is_plain_name, readable

MAX_BYTES = 64 * 2**20  # of one file, and of all files of a submission; what is beyond is not read at all
MOST_FILES = 1000
MOST_SEEN = 10_000  # names in a submission's folders; further ones are not even looked at
MOST_NAMED = 10  # in a message
BLOCK = 512  # bytes of an st_blocks, whatever the file system's own are (man 2 stat)


@dataclass(frozen=True)
class Submission:
    """One learner's folder for one lesson.

    files: relative POSIX name → path, regular files only, within the limits of size and number.
    refused: names that are not ours to read (links, devices, too large, too many), each with the reason.
    """

    learner: str
    lesson: str
    folder: Path
    files: dict[str, Path]
    refused: dict[str, str]

    def refusals(self) -> tuple[str, ...]:
        """What was left out and why, in words."""
        left_out = [f"{name} was left out: {reason}" for name, reason in sorted(self.refused.items())]
        if len(left_out) > MOST_NAMED:
            left_out[MOST_NAMED:] = [f"{len(left_out) - MOST_NAMED} more files were left out"]
        if "timestamp.txt" in self.files and not self.handed_in:
            left_out.append("timestamp.txt holds no time that can be read, such as 2026-03-02 10:00:00 UTC")
        return tuple(left_out)

    def size(self) -> int:
        """Bytes of all files."""
        return sum(map(_size, self.files.values()))

    @property
    def handed_in(self) -> str:
        """When, by nbgrader's timestamp.txt, as ISO 8601 in UTC; "" without one, or when it holds no time.

        In the form that nbgrader writes, or with an offset from UTC. The name of another zone is not looked
        up: the learner may have written it, and it would be taken for a file's name.
        """
        stamp = self.files.get("timestamp.txt")
        return _in_utc(_beginning(stamp)) if stamp else ""

    def digest(self) -> str:
        """SHA-256 over the names and contents of all files, and over what was refused."""
        total = hashlib.sha256()
        for name, path in sorted(self.files.items()):
            total.update(f"{name}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
        for name, reason in sorted(self.refused.items()):
            total.update(f"{name}\0refused: {reason}\n".encode("utf-8", "surrogateescape"))
        return total.hexdigest()


STAMP = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)[ T](?P<time>\d\d:\d\d:\d\d(?:\.\d{1,6})?) ?(?P<zone>UTC|GMT|Z|[+-]\d\d:?\d\d)?"
)
STAMP_BYTES = 100


def _beginning(path: Path) -> str:
    with open(path, "rb") as file:
        return file.read(STAMP_BYTES).decode("utf-8", "replace").strip()


def _in_utc(text: str) -> str:
    """A time as ISO 8601 in UTC, which it is in when it names no zone; "" for any other text."""
    found = STAMP.fullmatch(text)
    if found is None:
        return ""
    zone = found["zone"] if found["zone"] and found["zone"][0] in "+-" else "+00:00"
    try:
        return datetime.fromisoformat(f"{found['day']}T{found['time']}{zone}").astimezone(UTC).isoformat()
    except (ValueError, OverflowError):  # a 13th month, a year before 1
        return ""


def read_submission(submitted: Path, learner: str, lesson: str) -> Submission:
    """Look at ``submitted/learner/lesson`` without following any link."""
    folder = submitted / learner / lesson
    found = list(islice(_walk(folder), MOST_SEEN + 1))
    files: dict[str, Path] = {}
    refused: dict[str, str] = {}
    room = _Room()
    for path in sorted(found[:MOST_SEEN], key=_weight):
        name = readable(path.relative_to(folder).as_posix())
        if reason := _refusal(path) or room.refusal(path):
            refused[name] = reason
        else:
            files[name] = path
    if len(found) > MOST_SEEN:
        refused["everything else"] = f"more than {MOST_SEEN} names were handed in"
    return Submission(learner, lesson, folder, files, refused)


def _weight(path: Path) -> tuple[bool, int, Path]:
    """Notebooks come first, and what lies on top: floods of other files leave them their room."""
    return ".ipynb" not in path.name.lower(), len(path.parts), path


class _Room:
    """What is left of a submission's limits."""

    def __init__(self) -> None:
        self._bytes, self._files = MAX_BYTES, MOST_FILES

    def refusal(self, path: Path) -> str:
        """Why there is no room for a file; "" when there is, and then it is taken."""
        size = _size(path)
        if self._files < 1:
            return f"more than {MOST_FILES} files were handed in"
        if size > self._bytes:
            return f"more than {MAX_BYTES // 2**20} MiB were handed in"
        self._bytes, self._files = self._bytes - size, self._files - 1
        return ""


def _size(path: Path) -> int:
    """Bytes to read, or those on the disk where they are more: a sparse file has few of these."""
    state = path.lstat()
    return max(state.st_size, state.st_blocks * BLOCK)


def _walk(folder: Path) -> Iterator[Path]:
    """Everything below that is no folder, and links to folders, which are not entered; in order of names."""
    if folder.is_symlink():
        yield folder
        return
    for here, below, names in os.walk(folder):
        below.sort()
        yield from (Path(here, name) for name in sorted(names))
        yield from (Path(here, name) for name in below if Path(here, name).is_symlink())


def _refusal(path: Path) -> str:
    if not is_plain_name(path.name):
        return "a name that is not plain text"
    state = path.lstat()
    if stat.S_ISLNK(state.st_mode):
        return "a symbolic link"
    if not stat.S_ISREG(state.st_mode):
        return "not a regular file"
    if state.st_nlink > 1:
        return "a hard link"
    if _size(path) > MAX_BYTES:
        return f"larger than {MAX_BYTES // 2**20} MiB"
    return ""
