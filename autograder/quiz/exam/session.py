"""An exam as a learner sits it: start, answer, flag, submit, look back. Pages and plain text share it."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from autograder.quiz import bank
from autograder.quiz.asked import Asked, asked
from autograder.quiz.exam import public
from autograder.quiz.exam.counting import ATTEMPTS, Standing, ends, standings
from autograder.quiz.exam.form import BLUEPRINTS, Blueprint, draw, fingerprint
from autograder.quiz.exam.score import Score, exam_questions, keys_of, same_person, score
from autograder.quiz.exam.sheet import Attempt, Mark, Sheet, SheetFile, Unreadable
from autograder.quiz.models import Item, Question

SET_BACK = 6 * 3600  # seconds by which a clock may go back between two attempts


class NotRunning(RuntimeError):
    """There is no attempt to answer in: it has not begun, or it is over."""


class Exam:
    """All attempts of a learner at one blueprint. Everything is in the file at once; nothing waits for Save.

    Parameters: ``learner`` draws the questions; ``folder`` holds the answer sheet; ``questions`` are drawn
    from, by default the course's; ``items`` have the keys, empty where an instructor keeps them; ``most``
    attempts count for marks; ``clock`` gives nanoseconds since 1970. Raises ValueError for a name that is
    none.
    """

    def __init__(
        self,
        learner: str,
        blueprint: Blueprint,
        *,
        folder: Path,
        questions: Sequence[Question],
        items: Sequence[Item],
        most: int = ATTEMPTS,
        clock: Callable[[], int] = time.time_ns,
    ) -> None:
        if not isinstance(learner, str) or not 0 < len(learner.strip()) <= 100:
            raise ValueError('Open the exam with your name, for example lesson.exam("ada").')
        self.learner = learner.strip()
        self.blueprint = blueprint
        self.most = most
        self.items = {item.id: item for item in items}
        self._questions = tuple(questions)
        self._bank = fingerprint(self._questions)
        self._file = SheetFile(folder)
        self._clock = clock
        self._forms: dict[str, tuple[Question, ...]] = {}
        self.note = self._note()
        self._sheet = self._file.add(Sheet())
        self._turn_to_latest()
        self._end_if_late()

    def _note(self) -> str:
        try:
            self._file.read()
        except Unreadable as error:
            return f"The answer sheet could not be read ({error}). It was put aside, and a new one begun."
        return ""

    def _own(self) -> list[Attempt]:
        """The learner's attempts at this exam, however they wrote their name."""
        wanted = (self.blueprint.name, self._bank)
        every = (one for one in self._sheet.attempts.values() if (one.blueprint, one.bank) == wanted)
        return [one for one in every if same_person(one.learner, self.learner)]

    def _turn_to_latest(self) -> None:
        """Go on with the attempt that is running, perhaps in another tab, or look back at the last one."""
        latest = max(self._running() or self._own(), key=lambda one: one.started, default=None)
        self._seed = latest.seed if latest else ""

    def _running(self) -> list[Attempt]:
        return [one for one in self._own() if one.submitted is None]

    @property
    def attempt(self) -> Attempt | None:
        """The latest attempt; None before the first."""
        return self._sheet.attempts.get(self._seed)

    @property
    def running(self) -> bool:
        """Whether answers are being taken."""
        return self.attempt is not None and self.attempt.submitted is None

    @property
    def form(self) -> tuple[Question, ...]:
        """The questions of the latest attempt."""
        return self._form(self.attempt) if self.attempt else ()

    def _form(self, attempt: Attempt) -> tuple[Question, ...]:
        if attempt.seed not in self._forms:
            form = draw(self.blueprint, self._questions, attempt.learner, attempt.seed)
            self._forms[attempt.seed] = form
        return self._forms[attempt.seed]

    def sheet_bytes(self) -> bytes:
        """The answer sheet as it is handed in."""
        return self._file.path.read_bytes()

    @property
    def size(self) -> int:
        """How many questions a form has."""
        return self.blueprint.length(len(self._questions))

    @property
    def minutes(self) -> int | None:
        """The time for a form; None without a limit."""
        return self.blueprint.minutes(self.size)

    @property
    def standings(self) -> list[tuple[Attempt, Standing]]:
        """All attempts, the oldest first, and whether they count for marks."""
        return list(standings(self._own(), self.most, self.minutes))

    def start(self) -> None:
        """Begin a new attempt, with new questions; one that is running, in whatever tab, goes on instead."""
        self.sync()
        self._turn_to_latest()
        self._end_if_late()
        if self.running:
            return
        mine = Attempt(
            learner=self.learner,
            blueprint=self.blueprint.name,
            seed=secrets.token_hex(8),
            bank=self._bank,
            started=self._free_moment(),
        )
        self._keep(mine)
        other = next((one for one in self._running() if one.seed != mine.seed), None)
        if other:  # another tab has begun since the file was read: its attempt was written first
            self._keep(mine.model_copy(update={"submitted": mine.started}))
            self._seed = other.seed

    def _free_moment(self) -> float:
        """Now, in seconds; after the last attempt also on a computer whose clock was set back since."""
        now = self._clock() / 1e9
        over = max((ends(one, self.minutes) for one in self._own()), default=now)
        return over if now < over <= now + SET_BACK else now

    def _keep(self, attempt: Attempt) -> None:
        self._seed = attempt.seed
        self._sheet = self._file.add(Sheet(attempts={attempt.seed: attempt}))

    def sync(self) -> None:
        """Take in what another tab has written, and end an attempt whose time is up."""
        self._sheet = self._file.add(self._sheet)
        self._end_if_late()

    def _end_if_late(self) -> None:
        left = self.seconds_left
        if self.running and left is not None and left <= 0:
            assert self.attempt
            self._keep(self.attempt.model_copy(update={"submitted": ends(self.attempt, self.minutes)}))

    @property
    def seconds_left(self) -> float | None:
        """Until the end of the running attempt; None without a limit, or when none is running."""
        if not self.running or self.minutes is None or self.attempt is None:
            return None
        return ends(self.attempt, self.minutes) - self._clock() / 1e9

    def shown(self, number: int) -> Asked:
        """Question 1, 2, 3 … of the latest attempt. Raises IndexError when it has no such question."""
        if not 1 <= number <= len(self.form):
            raise IndexError(f"there is no question {number}; this exam has {len(self.form)}")
        assert self.attempt is not None  # whose form it is
        return asked(self.form[number - 1], f"{self.attempt.learner}:{self._seed}")

    def mark(self, number: int) -> Mark:
        """What is kept of a question: nothing chosen, not flagged, before it was touched."""
        question = self.shown(number).question
        mark = self.attempt.marks.get(question.id, Mark(at=0)) if self.attempt else Mark(at=0)
        fits = not mark.chosen or question.accepts(mark.chosen)
        return mark if fits else mark.model_copy(update={"chosen": ()})

    def choose(self, number: int, chosen: tuple[int, ...]) -> None:
        """Answer a question, or take its answer back with ``()``. Raises NotRunning."""
        self._write(number, chosen=chosen)

    def flag(self, number: int, flagged: bool = True) -> None:
        """Flag a question for review. Raises NotRunning."""
        self._write(number, flagged=flagged)

    def _write(self, number: int, **change: object) -> None:
        self.sync()
        if not self.running or self.attempt is None:
            raise NotRunning("The time is up." if self.attempt else "Start the exam first.")
        before = self.mark(number)
        now = max(self._clock(), before.at + 1, int(self.attempt.started * 1e9))
        news = before.model_copy(update={**change, "at": now})
        name = self.shown(number).question.id
        self._keep(self.attempt.model_copy(update={"marks": {**self.attempt.marks, name: news}}))

    def submit(self) -> None:
        """End the running attempt; without one nothing happens."""
        self.sync()
        if self.running and self.attempt:
            # A clock that was set back between must not put an answer behind the end.
            last = max((mark.at for mark in self.attempt.marks.values()), default=0)
            now = max(self._clock() / 1e9, last / 1e9, self.attempt.started)
            self._keep(self.attempt.model_copy(update={"submitted": now}))

    @property
    def answered(self) -> int:
        """How many questions of the latest attempt have an answer."""
        return sum(bool(self.mark(number).chosen) for number in range(1, len(self.form) + 1))

    @property
    def last_touched(self) -> int:
        """The question to go on with: the last one answered or flagged; 1 before any."""
        numbers = range(1, len(self.form) + 1)
        return max(numbers, key=lambda n: (self.mark(n).at, -n), default=1)

    @property
    def scored_here(self) -> bool:
        """Whether this copy of the course has the keys."""
        return all(question.id in self.items for question in self._questions)

    @property
    def score(self) -> Score | None:
        """Of the latest attempt, when it is over and the keys are here."""
        return self._score(self.attempt) if self.attempt and not self.running else None

    def _score(self, attempt: Attempt) -> Score | None:
        if not self.scored_here:
            return None
        return score(self._form(attempt), attempt, keys_of(self.items.values()))

    @property
    def history(self) -> list[tuple[Attempt, Score]]:
        """All submitted attempts, the oldest first, where the keys are here."""
        ended = sorted((one for one in self._own() if one.submitted), key=lambda one: one.started)
        return [(one, found) for one in ended if (found := self._score(one))]


def open_exam(learner: str, name: str, folder: Path) -> Exam:
    """The exam of a name (``practice`` or ``warm-up``) in a notebook's folder.

    An instructor's question file there takes the place of the course's bank. Raises ValueError.
    """
    if name not in BLUEPRINTS:
        raise ValueError(f"There is no exam {name!r}; there are {', '.join(BLUEPRINTS)}.")
    items = list(bank.bank().values())
    own = public.read(folder)
    questions = exam_questions(items) if own.questions is None else own.questions
    keys = items if own.questions is None else ()
    return Exam(learner, BLUEPRINTS[name], folder=folder, questions=questions, items=keys, most=own.attempts)
