"""The answer sheet: one small file beside the notebook, which several tabs may write and nothing may tear.

Every answer carries the time at which it was given. Writers read what is there, keep the later answer to each
question, and replace the file in one step under a lock; so no order of writers loses an answer.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from autograder.files import locked, write_atomically

NAME = "13_exam.answers.json"
MAX_BYTES = 2**20  # a sheet of a hundred attempts has about half of it
MAX_ATTEMPTS = 200  # each is drawn and scored in grading
YEAR_2100 = 4_102_444_800  # in seconds since 1970


class Unreadable(ValueError):
    """The file is no answer sheet; the message says why."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


Moment = Annotated[float, Field(ge=0, le=YEAR_2100, allow_inf_nan=False)]
"""Seconds since 1970, such as a clock may show."""


class Mark(_Strict):
    """An answer to one question. at: nanoseconds since 1970; chosen: places as in ``Question``, or none."""

    at: int = Field(ge=0, le=YEAR_2100 * 10**9)
    chosen: tuple[int, ...] = Field(default=(), max_length=6)
    flagged: bool = False


class Attempt(_Strict):
    """One sitting. learner, seed and bank say which questions were drawn."""

    learner: str = Field(min_length=1, max_length=100)
    blueprint: Literal["practice", "warm-up"]
    seed: str = Field(pattern=r"^[0-9a-f]{16}$")
    bank: str = Field(pattern=r"^[0-9a-f]{16}$")
    started: Moment
    submitted: Moment | None = None
    marks: dict[str, Mark] = Field(default_factory=dict, max_length=100)

    @property
    def same_form(self) -> tuple[str, str, str]:
        """What decides the questions, beside the seed that is the attempt's name."""
        return self.learner, self.blueprint, self.bank


class Sheet(_Strict):
    """All attempts, by seed."""

    format: Literal[1] = 1
    attempts: dict[str, Attempt] = Field(default_factory=dict, max_length=MAX_ATTEMPTS)


def merge(one: Sheet, other: Sheet) -> Sheet:
    """Both sheets' attempts; of each answer the later. In any order, any number of times, the same result."""
    attempts = dict(one.attempts)
    for seed, attempt in other.attempts.items():
        known = attempts.get(seed)
        attempts[seed] = _merge_attempt(known, attempt) if known else attempt
    return Sheet(attempts=attempts)


def _merge_attempt(one: Attempt, other: Attempt) -> Attempt:
    first, second = sorted((one, other), key=lambda attempt: (attempt.started, attempt.same_form))
    marks = dict(first.marks)
    for question, mark in second.marks.items():
        marks[question] = max(marks.get(question, mark), mark, key=_later)
    ended = [attempt.submitted for attempt in (one, other) if attempt.submitted is not None]
    return first.model_copy(update={"marks": marks, "submitted": min(ended, default=None)})


def _later(mark: Mark) -> tuple[int, tuple[int, ...], bool]:
    return mark.at, mark.chosen, mark.flagged


def parse(content: bytes) -> Sheet:
    """The sheet in a file's content. Raises Unreadable for everything else."""
    if len(content) > MAX_BYTES:
        raise Unreadable(f"it is larger than {MAX_BYTES} bytes")
    try:
        sheet = Sheet.model_validate_json(content)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(_printable(str(part)) for part in first["loc"])[:100]
        raise Unreadable(f"{where + ': ' if where else ''}{first['msg'][:200]}") from None
    if any(seed != attempt.seed for seed, attempt in sheet.attempts.items()):
        raise Unreadable("an attempt stands under another's seed")
    return sheet


def _printable(name: str) -> str:
    """A name from the file, which may be anybody's, for a message that people read in a terminal."""
    return name if name.isprintable() else ascii(name)


class SheetFile:
    """The sheet in a folder."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / NAME

    def read(self) -> Sheet:
        """What is there; an empty sheet when there is no file. Raises Unreadable."""
        try:
            return parse(self.path.read_bytes())
        except FileNotFoundError:
            return Sheet()

    def add(self, news: Sheet) -> Sheet:
        """Merge something into the file; what it holds then.

        A file that cannot be read is put aside under another name, never overwritten.
        """
        with locked(self.path.parent):
            try:
                known = self.read()
            except Unreadable:
                self.path.rename(self._free_name())
                known = Sheet()
            both = merge(known, news)
            if both != known:
                write_atomically(self.path, both.model_dump_json(indent=1).encode() + b"\n")
            return both

    def _free_name(self) -> Path:
        names = (self.path.with_suffix(f".damaged-{n}.json") for n in range(1, 10_000))
        return next(name for name in names if not name.exists())
