"""The ledger: what was graded, under a key that names everything the grade depends on. It is the truth.

A record is one JSON file, written whole or not at all; the gradebook can be made from the records any time.
Its seal is an HMAC under the course's key: who cannot read that key cannot write a record that counts.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from pathlib import Path

from autograder.checks.model import Json
from autograder.files import write_atomically
from autograder.grading.course.foreign import plain
from autograder.grading.course.seeds import course_key
from autograder.grading.course.states import EndState
from autograder.version import package_hash


@dataclass(frozen=True)
class Record:
    """The grading of one submission of one lesson.

    cells: name of the check cell → points, None where a person has to look. notebooks: name → the graded
    notebook's JSON text; a lesson has one, of its own name, where anything could be graded. checks: what
    became of each exercise, for reports. handed_in: ISO 8601 in UTC, by nbgrader's timestamp.txt, "" without
    one. flags: reasons for a person to look. notes: what was mended before grading, and why an answer did not
    run: good to know, and nothing to suspect.
    """

    key: str
    learner: str
    lesson: str
    state: EndState
    cells: dict[str, float | None]
    flags: tuple[str, ...] = ()
    checks: Json = field(default_factory=dict)
    notebooks: dict[str, str] = field(default_factory=dict)
    attempt: int = 1
    seconds: float = 0.0
    problem: str = ""
    handed_in: str = ""
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Messages quote what learners wrote; from here on no reader of a record has to think of that."""
        object.__setattr__(self, "flags", tuple(map(plain, self.flags)))
        object.__setattr__(self, "notes", tuple(map(plain, self.notes)))
        object.__setattr__(self, "problem", plain(self.problem))


def cell_key(assignment: str, notebook: str, cell: str) -> str:
    """A graded cell's name in a record: its own, behind its notebook's where that is not the assignment's."""
    return cell if notebook == assignment else f"{notebook}/{cell}"


def record_key(digest: str, learner: str, lesson: str, source: bytes, made_by: str, attempt: int) -> str:
    """What a grade depends on: submission, learner, lesson, its source, our package, rules and attempt.

    ``source`` are the lesson's notebook and the instructor's own questions, if there are any; ``made_by`` are
    limits and rules of the course in words.
    """
    own = hashlib.sha256(source).hexdigest()
    parts = [digest, learner, lesson, own, package_hash(), made_by, str(attempt)]
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()


class Ledger:
    """The records in a folder, one file each, spread over 256 folders; ``key`` is the file of the course's.

    refused: keys of records that were asked for and do not count, because they are damaged, rewritten, moved
    from another key, or of a version that sealed them in another way.
    """

    def __init__(self, folder: Path, key: Path) -> None:
        self.folder, self._key_file = folder, key
        self.refused: set[str] = set()

    @cached_property
    def _key(self) -> bytes:
        return course_key(self._key_file)

    def get(self, key: str) -> Record | None:
        """The record of a key; None when there is none, or one that does not count (it is graded again).

        Raises BadKey when there is a record and the course's key cannot be read.
        """
        try:
            data = self._file(key).read_bytes()
        except OSError:
            return None
        record = _parse(data, self._key)
        if record is None or record.key != key:
            self.refused.add(key)
            return None
        return record

    def put(self, record: Record) -> None:
        """Keep a record. A crash leaves the old state or the new one, never half of one."""
        if record.attempt > self.attempt(record.learner, record.lesson):
            # First: a crash in between then grades the new attempt again, and never goes back to the old one.
            write_atomically(self._attempt_file(record.learner, record.lesson), str(record.attempt).encode())
        write_atomically(self._file(record.key), _serialise(record, self._key))

    def notebooks(self, record: Record) -> dict[str, str]:
        """Name → the graded notebook's JSON text, read again when the record goes without them."""
        kept = record if record.notebooks else self.get(record.key)
        return kept.notebooks if kept else {}

    def notebook(self, record: Record) -> str:
        """The JSON text of a lesson's graded notebook; "" for none."""
        return self.notebooks(record).get(record.lesson, "")

    def attempt(self, learner: str, lesson: str) -> int:
        """The number of the last attempt at a lesson; 1 until somebody has asked for other scenarios."""
        try:
            return int(self._attempt_file(learner, lesson).read_text("ascii"))
        except (OSError, ValueError):
            return 1

    def _attempt_file(self, learner: str, lesson: str) -> Path:
        name = hashlib.sha256(f"{learner}\0{lesson}".encode("utf-8", "surrogateescape")).hexdigest()
        return self.folder / "attempts" / name

    def _file(self, key: str) -> Path:
        return self.folder / key[:2] / f"{key}.json"


def light(record: Record) -> Record:
    """The record without its notebooks: those of a whole class would fill the memory."""
    return replace(record, notebooks={})


def _serialise(record: Record, key: bytes) -> bytes:
    body = json.dumps(asdict(record), sort_keys=True).encode()
    return json.dumps({"hmac": _seal(body, key)}).encode() + b"\n" + body


def _parse(data: bytes, key: bytes) -> Record | None:
    """The record, None for one without the seal of this key; only what is sealed is read."""
    head, _, body = data.partition(b"\n")
    if not hmac.compare_digest(head, json.dumps({"hmac": _seal(body, key)}).encode()):
        return None
    try:
        fields = json.loads(body)
        return Record(**{**fields, "state": EndState(fields["state"])})
    except (ValueError, KeyError, TypeError):  # ours, from a version whose records had other fields
        return None


def _seal(body: bytes, key: bytes) -> str:
    return hmac.new(key, b"record\0" + body, hashlib.sha256).hexdigest()
