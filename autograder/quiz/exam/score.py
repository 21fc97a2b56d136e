"""Scores an attempt, and says of a sheet that was handed in what it is worth, or what is wrong with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from autograder.checks.model import HandedIn, Json
from autograder.quiz.exam.counting import ATTEMPTS, Standing, ends, standings
from autograder.quiz.exam.form import BLUEPRINTS, PRACTICE, draw, fingerprint
from autograder.quiz.exam.sheet import Attempt, Mark, Sheet, Unreadable, parse
from autograder.quiz.models import Item, Question
from autograder.quiz.topics import TOPICS

GRACE = 5  # seconds
LEFT_OUT = (Standing.OVERLAPS, Standing.IMPOSSIBLE, Standing.PRACTICE)  # answered, and do not count
ANOTHER_BANK = (
    "its questions were drawn from another bank than this one: a question was changed after it was "
    "published, or the published file did not lie beside the notebook"
)


@dataclass(frozen=True)
class Score:
    """What an attempt is worth. topics: number → (right, asked). wrong: ids of what is not right."""

    right: int
    total: int
    answered: int
    topics: dict[str, tuple[int, int]]
    wrong: tuple[str, ...]

    @property
    def share(self) -> float:
        """Of 1."""
        return self.right / self.total if self.total else 0.0

    @property
    def weak(self) -> list[str]:
        """Topics with less than 70 % right, the weakest first."""
        shares = {topic: right / asked for topic, (right, asked) in self.topics.items()}
        return sorted((t for t, share in shares.items() if share < 0.7), key=lambda t: (shares[t], t))


def score(form: Sequence[Question], attempt: Attempt, keys: Mapping[str, tuple[int, ...]]) -> Score:
    """Compare an attempt with the key.

    A question counts when its answer is right as a whole and was given while the attempt was running.
    """
    asked = Counter(question.topic for question in form)
    over = ends(attempt, BLUEPRINTS[attempt.blueprint].minutes(len(form)))
    given = {
        name: mark.chosen for name, mark in attempt.marks.items() if _in_time(mark, attempt.started, over)
    }
    right = [one for one in form if given.get(one.id) == keys[one.id]]
    counts = Counter(question.topic for question in right)
    return Score(
        right=len(right),
        total=len(form),
        answered=sum(bool(given.get(one.id)) for one in form),
        topics={topic: (counts[topic], asked[topic]) for topic in TOPICS if asked[topic]},
        wrong=tuple(one.id for one in form if one not in right),
    )


def _in_time(mark: Mark, started: float, over: float) -> bool:
    """Neither before the start nor after the result; a few seconds are granted to a computer that is busy."""
    return started - GRACE <= mark.at / 1e9 <= over + GRACE


def keys_of(items: Iterable[Item]) -> dict[str, tuple[int, ...]]:
    """Item's id → right answer."""
    return {item.id: item.key for item in items}


def look(
    content: bytes | None,
    items: Sequence[Item],
    learner: str | None = None,
    *,
    most: int = ATTEMPTS,
    at: float | None = None,
) -> Json:
    """Score what was handed in: ``{"found": HandedIn, …}``, with ``why`` unless it was read.

    Parameters: ``content`` of the file, None when there is none; ``items`` of the bank with the keys;
    ``learner`` as whom it was handed in, None in a self-check, where the last name used counts; ``most``
    exams that count; ``at``, when it was handed in, in seconds since 1970.
    Of the exams that count it is the best that was submitted, else the one that got furthest.
    """
    if content is None:
        why = "no answer sheet was handed in" if learner else "no answer sheet yet: press Start and answer"
        return _nothing(HandedIn.MISSING, why)
    try:
        attempts = practice_attempts(parse(content))
    except Unreadable as error:
        return _nothing(HandedIn.UNREADABLE, f"the answer sheet cannot be read: {error}")
    if not attempts:
        return _nothing(HandedIn.MISSING, "the answer sheet holds no practice exam")
    name = learner or max(attempts, key=lambda attempt: attempt.started).learner
    own = [attempt for attempt in attempts if same_person(attempt.learner, name)]
    if not own:
        others = ", ".join(sorted({repr(attempt.learner) for attempt in attempts}))[:200]
        return _nothing(HandedIn.FOREIGN, f"the answer sheet is of {others}, handed in by {name!r}")
    bank = exam_questions(items)
    named = fingerprint(bank)
    known = [attempt for attempt in own if attempt.bank == named]
    if not known:
        return _nothing(HandedIn.FOREIGN, ANOTHER_BANK)
    forms = {one.seed: draw(PRACTICE, bank, one.learner, one.seed) for one in known}
    if problem := next(filter(None, (misfit(one, forms[one.seed]) for one in known)), ""):
        return _nothing(HandedIn.FOREIGN, problem)
    ranked = list(standings(known, most, PRACTICE.minutes(PRACTICE.length(len(bank))), at))
    return _best(ranked, forms, keys_of(items))


def _best(
    ranked: Sequence[tuple[Attempt, Standing]],
    forms: Mapping[str, Sequence[Question]],
    keys: Mapping[str, tuple[int, ...]],
) -> Json:
    """What the best of the attempts that count is worth."""
    by_standing = {wanted: [one for one, found in ranked if found is wanted] for wanted in Standing}
    counting = by_standing[Standing.COUNTS]
    attempts = counting or by_standing[Standing.EMPTY]
    if not attempts:
        return _nothing(HandedIn.FOREIGN, f"its times cannot be: it {Standing.IMPOSSIBLE}")
    scored = [(one.submitted is not None, score(forms[one.seed], one, keys), one) for one in attempts]
    submitted, best, attempt = max(scored, key=lambda one: (one[0], one[1].right, one[1].answered))
    return {
        "found": str(HandedIn.READ),
        "learner": attempt.learner,
        "seed": attempt.seed,
        "submitted": submitted,
        "answered": best.answered,
        "right": best.right,
        "total": best.total,
        "topics": {topic: list(counts) for topic, counts in best.topics.items()},
        "counted": len(counting),
        "ignored": {str(why): len(of) for why, of in by_standing.items() if of and why in LEFT_OUT},
    }


def _nothing(found: HandedIn, why: str) -> Json:
    return {"found": str(found), "why": why}


def misfit(attempt: Attempt, form: Sequence[Question]) -> str:
    """Why an attempt cannot be one at this form; empty when it can."""
    questions = {question.id: question for question in form}
    for name, mark in attempt.marks.items():
        if name not in questions:
            return f"it answers {name[:20]!r}, which was not drawn for this learner and seed"
        if mark.chosen and not questions[name].accepts(mark.chosen):
            return f"its answer to {name} is none that the question has"
    return ""


def practice_attempts(sheet: Sheet) -> list[Attempt]:
    """The attempts at the practice exam, not those at the warm-up."""
    return [one for one in sheet.attempts.values() if BLUEPRINTS[one.blueprint] is PRACTICE]


def exam_questions(items: Iterable[Item]) -> list[Question]:
    """What an exam is drawn from."""
    return [item.question for item in items if item.in_exam]


def same_person(one: str, other: str) -> bool:
    """Names are compared without case and outer space."""
    return one.strip().casefold() == other.strip().casefold()
