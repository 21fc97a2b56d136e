"""What a question is: one item of the bank, validated when it is read."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field, model_validator

from autograder.quiz.topics import TOPICS


class Kind(StrEnum):
    """How a question is answered, and for ``output`` and ``bug`` that its code is run in the tests."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    ORDERING = "ordering"
    OUTPUT = "output"  # what does this program print?
    BUG = "bug"  # what is wrong with it?


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Option(_Strict):
    """One option, with the reason why it is right or wrong; of an ordering, why it stands where it stands."""

    text: str = Field(min_length=1)
    why: str = Field(min_length=1)
    right: bool = False


class Source(_Strict):
    """Where a fact that may change was read, and when."""

    url: str = Field(pattern=r"^https://")
    date: date


class Verify(_Strict):
    """How the tests prove an item by running a program.

    setup runs before the code and is not shown. With ``spark`` both find a session under that name.
    Of a bug, ``proof`` raises the error named by ``raises`` on the shown code and passes on ``fixed``.
    Of an item whose code is not run, ``proof`` asserts what the right option says.
    """

    setup: str = ""
    spark: bool = False
    proof: str = ""
    fixed: str = ""
    raises: str = "AssertionError"


class Question(_Strict):
    """What a learner sees of an item, without its key: all that a form is drawn from.

    The options stand in alphabetical order, which says nothing of the right ones; an answer is a tuple of
    places in it, in ascending order, or of an ordering in the order meant.
    """

    id: str = Field(pattern=r"^\d\d-\d\d$")
    kind: Kind
    difficulty: int
    stem: str
    code: str = ""
    options: tuple[str, ...]

    @property
    def topic(self) -> str:
        """Number of the topic: ``"07"``."""
        return self.id[:2]

    def accepts(self, chosen: tuple[int, ...]) -> bool:
        """Whether this can be an answer at all: known places, each once, and as many as its kind asks for."""
        if len(set(chosen)) != len(chosen) or not all(0 <= n < len(self.options) for n in chosen):
            return False
        if self.kind is Kind.ORDERING:
            return len(chosen) == len(self.options)
        return bool(chosen) and (self.kind is Kind.MULTIPLE or len(chosen) == 1)


class Item(_Strict):
    """One item of the bank. The options of an ordering stand in the right order, all others in any.

    objective: what a right answer proves. difficulty: 1 recall, 2 apply, 3 analyse. code: Python or SQL,
    shown under the stem. practice: a matter of judgement, in which nothing can be run. exam: may be drawn for
    the practice exam; by default all but the welcome lesson's.
    """

    id: str = Field(pattern=r"^\d\d-\d\d$")
    kind: Kind
    objective: str = Field(min_length=1)
    difficulty: int = Field(ge=1, le=3)
    stem: str = Field(min_length=1)
    code: str = ""
    options: tuple[Option, ...] = Field(min_length=3, max_length=6)
    verify: Verify | None = None
    source: Source | None = None
    practice: bool = False
    exam: bool | None = None

    @model_validator(mode="after")
    def _is_whole(self) -> Item:
        problem = self._problem()
        if problem:
            raise ValueError(problem)
        return self

    def _problem(self) -> str:
        """What is wrong with the item as a whole; empty when nothing is."""
        count = len(self.right)
        if self.topic not in TOPICS:
            return f"there is no topic {self.topic}; there are {min(TOPICS)} to {max(TOPICS)}"
        if len({option.text.strip() for option in self.options}) < len(self.options):
            return "two options have the same text"
        if self.kind is Kind.ORDERING:
            return "an ordering marks no option as right" if count else ""
        if self.kind is Kind.MULTIPLE and not 2 <= count < len(self.options):
            return f"{count} of {len(self.options)} are right; a multiple choice has 2 or more, not all"
        if self.kind is not Kind.MULTIPLE and count != 1:
            return f"{count} options are right, not one"
        return self._problem_with_code()

    def _problem_with_code(self) -> str:
        shown = self.kind in (Kind.OUTPUT, Kind.BUG)
        if shown and not (self.verify and self.code):
            return "output and bug items need `verify` and code"
        if self.verify and self.practice:
            return "an item that is proven by a program is no matter of judgement: take `practice` out"
        if self.verify and (bool(self.verify.proof), bool(self.verify.fixed)) != self._proof_and_fixed:
            return "a bug has a proof and the fixed code, an output has neither, all others have a proof"
        return ""

    @property
    def _proof_and_fixed(self) -> tuple[bool, bool]:
        """Which of the two a program of this kind has."""
        return self.kind is not Kind.OUTPUT, self.kind is Kind.BUG

    @property
    def topic(self) -> str:
        """Number of the topic: ``"07"``."""
        return self.id[:2]

    @property
    def right(self) -> tuple[int, ...]:
        """Places of the right options in the file; of an ordering there are none."""
        return tuple(n for n, option in enumerate(self.options) if option.right)

    @property
    def in_exam(self) -> bool:
        """Whether the practice exam may draw it."""
        return self.topic != "00" if self.exam is None else self.exam

    @property
    def sorted_options(self) -> tuple[Option, ...]:
        """The options as a question has them."""
        return tuple(sorted(self.options, key=lambda option: option.text))

    @property
    def question(self) -> Question:
        """The item without its key."""
        texts = tuple(option.text for option in self.sorted_options)
        return Question(
            id=self.id,
            kind=self.kind,
            difficulty=self.difficulty,
            stem=self.stem,
            code=self.code,
            options=texts,
        )

    @property
    def key(self) -> tuple[int, ...]:
        """The right answer to :attr:`question`."""
        places = {option.text: place for place, option in enumerate(self.sorted_options)}
        if self.kind is Kind.ORDERING:
            return tuple(places[option.text] for option in self.options)
        return tuple(sorted(places[option.text] for option in self.options if option.right))
