"""`nbgrader zip_collect` for files downloaded in bulk from Canvas or Moodle: whose they are, by their names.

How these systems name files is in their sources: Canvas, ``lib/content_zipper.rb``; Moodle,
``mod/assign/classes/downloader.php``.
"""

from __future__ import annotations

import re
import shutil
import sys
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from pathlib import Path

from nbgrader.plugins import ExtractorPlugin, FileNameCollectorPlugin

from autograder.grading.course.submission import MAX_BYTES

WANTED = re.compile(r"\.ipynb|\.json$", re.IGNORECASE)  # also 00_welcome.ipynb.txt; grading knows such names
JUNK = re.compile(r"(?:^|/)(?:\._|__MACOSX/|\.ipynb_checkpoints/)")
# lovelaceada_LATE_12345_67890_00_welcome.ipynb: the user's number and the upload's. No number when anonymous.
CANVAS = re.compile(r"(?!(?:LATE_)?anon_).*?_(?:LATE_)?(?P<learner>\d+)_(?P<number>\d+)_(?P<file>.+)")
CANVAS_ARCHIVE = "submissions"  # how its name ends; what is before that may look like a learner's file
# Ada Lovelace_123_assignsubmission_file_00_welcome.ipynb, or up to here a folder; another number each time.
MOODLE = re.compile(r"(?!\.)(?P<learner>[^_]+)_(?P<number>\d+)_assignsubmission_file(?:_(?P<file>.*))?")
AGAIN = re.compile(r"-\d+(?=\.\w+$)")  # what Canvas adds to a name that was handed in before


@dataclass(frozen=True)
class Found:
    """A file with its learner. number: Canvas's of the upload, which grows; Moodle's of the learner."""

    learner: str
    number: int
    file: str
    moodle: bool


class Unpacked(ExtractorPlugin):  # type: ignore[misc]  # nbgrader is untyped
    """Unpacks the download and the zips that learners handed in; nbgrader's own stops at a broken one."""

    def extract(self, archive_path: str, extracted_path: str) -> None:
        """Called by `nbgrader zip_collect` with the folders before and after."""
        source, target = Path(archive_path), Path(extracted_path)
        for path in sorted(path for path in source.rglob("*") if path.is_file()):
            folder = target / path.relative_to(source).parent
            folder.mkdir(parents=True, exist_ok=True)
            if path.suffix == ".zip":
                self._unpack(path, folder)
            else:
                shutil.copy(path, folder)
        for path in sorted(target.rglob("*.zip")):
            self._unpack(path, path.parent, MAX_BYTES)

    def _unpack(self, archive: Path, folder: Path, most: int = sys.maxsize) -> None:
        """Into a folder of the archive's name, if that is at most ``most`` bytes; else say so.

        zipfile makes no links, sets no modes and writes nothing elsewhere.
        """
        try:
            with zipfile.ZipFile(archive) as opened:
                if sum(one.file_size for one in opened.infolist()) > most:
                    raise ValueError(f"it holds more than {most // 2**20} MiB")
                opened.extractall(folder / archive.stem)
        except Exception as error:  # whatever somebody has handed in as a zip
            self.log.warning("%s is left out, it cannot be unpacked: %s", archive, error)


class Downloaded(FileNameCollectorPlugin):  # type: ignore[misc]  # nbgrader is untyped
    """Finds learner and file in the names of a download; ``named_regexp`` replaces that, as in nbgrader."""

    def collect(self, submitted_file: str) -> dict[str, str] | None:
        """Called by `nbgrader zip_collect` with each file; None leaves it out, which nbgrader tells."""
        if self.named_regexp:
            asked: dict[str, str] | None = super().collect(submitted_file)
            return asked
        path = Path(submitted_file).relative_to(self._extracted).as_posix()
        learner, file = self._names.get(path, ("", ""))
        return {"student_id": learner, "file_id": file} if learner else None

    @cached_property
    def _extracted(self) -> Path:
        """The folder in which zip_collect has unpacked the download."""
        return Path(self.parent._format_collect_path(self.parent.extracted_directory))

    @cached_property
    def _names(self) -> dict[str, tuple[str, str]]:
        files = sorted(path for path in self._extracted.rglob("*") if path.is_file())
        return names(path.relative_to(self._extracted).as_posix() for path in files)


def names(paths: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Path of a downloaded file → (learner, name of the file), each pair once, where the learner is known.

    Of several uploads with one name the last has it, and the others keep a number; grading says so. Moodle's
    namesakes are told apart by its number.
    """
    found = {path: one for path in paths if (one := find(path))}
    numbers = defaultdict(set)
    for one in found.values():
        numbers[one.learner].add(one.number)
    given: dict[tuple[str, str], str] = {}
    for path, one in sorted(found.items(), key=lambda item: -item[1].number):
        namesake = one.moodle and len(numbers[one.learner]) > 1
        learner = f"{one.learner} ({one.number})" if namesake else one.learner
        file = next(file for file in _possible(one.file) if (learner, file) not in given)
        given[learner, file] = path
    return {path: one for one, path in given.items()}


def find(path: str) -> Found | None:
    """Whose file it is, by its path in a download; None when that does not say.

    The outermost folder that names a learner counts: what is below may come from an archive of the learner's.
    """
    parts = path.split("/")
    if JUNK.search(path) or not WANTED.search(parts[-1]):
        return None
    for form in (MOODLE, CANVAS):
        for place, part in enumerate(parts):
            match = form.fullmatch(part)
            file = match and (match["file"] if place == len(parts) - 1 else parts[-1])
            if match and file and not (form is CANVAS and part.endswith(CANVAS_ARCHIVE)):
                return Found(match["learner"], int(match["number"]), file, form is MOODLE)
    return None


def _possible(file: str) -> Iterator[str]:
    """Names for a file, the best first: without Canvas's number, as it was, with one that grading knows."""
    yield AGAIN.sub("", file)
    yield file
    stem, dot, suffix = file.rpartition(".")
    yield from (f"{stem} ({number}){dot}{suffix}" for number in count(2))
