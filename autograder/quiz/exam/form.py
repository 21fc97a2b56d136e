"""Draws the questions of an exam: the same for the same learner, seed and bank, on every machine."""

from __future__ import annotations

import hashlib
import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from autograder.quiz.models import Question

WEIGHTS = {
    "01": 4, "02": 4, "03": 3, "04": 4, "05": 5, "06": 4,
    "07": 4, "08": 4, "09": 3, "10": 3, "11": 3, "12": 4,
}  # fmt: skip
"""Topic → questions of 45."""
DIFFICULTY = {1: 0.3, 2: 0.45, 3: 0.25}
"""Recall, apply, analyse: their shares of a form, as far as the bank goes."""


@dataclass(frozen=True)
class Blueprint:
    """What a form is made of. minutes: None for no limit."""

    name: Literal["practice", "warm-up"]
    title: str
    questions: int
    minutes: int | None


PRACTICE = Blueprint("practice", "Practice exam", questions=45, minutes=90)
WARM_UP = Blueprint("warm-up", "Warm-up", questions=10, minutes=None)
BLUEPRINTS = {one.name: one for one in (PRACTICE, WARM_UP)}


def draw(blueprint: Blueprint, bank: Iterable[Question], learner: str, seed: str) -> tuple[Question, ...]:
    """The form of a learner and a seed. A bank with fewer questions than asked for gives all it has."""
    rng = random.Random(f"{blueprint.name}:{learner}:{seed}")
    pool = sorted(bank, key=lambda question: question.id)
    rng.shuffle(pool)
    levels = {level: share * blueprint.questions for level, share in DIFFICULTY.items()}
    drawn: list[Question] = []
    for topic in [*_topics(blueprint.questions, rng), *[None] * blueprint.questions]:
        wanted = [one for one in pool if topic in (one.topic, None)]
        if wanted and len(drawn) < blueprint.questions:
            drawn.append(max(wanted, key=lambda one: levels[one.difficulty]))
            levels[drawn[-1].difficulty] -= 1
            pool.remove(drawn[-1])
    rng.shuffle(drawn)
    return tuple(drawn)


def _topics(count: int, rng: random.Random) -> list[str]:
    """A topic for each question: by weight for a whole exam, as many different ones as it can for a short."""
    topics = list(WEIGHTS)
    rng.shuffle(topics)
    exact = {topic: WEIGHTS[topic] * count / sum(WEIGHTS.values()) for topic in topics}
    quota = Counter({topic: int(share) for topic, share in exact.items()})
    rest = sorted(topics, key=lambda topic: exact[topic] % 1, reverse=True)
    quota.update(rest[: count - quota.total()])
    return list(quota.elements())


def fingerprint(bank: Sequence[Question]) -> str:
    """Names a bank: another one draws other forms."""
    total = hashlib.sha256()
    for question in sorted(bank, key=lambda question: question.id):
        total.update(question.model_dump_json().encode() + b"\n")
    return total.hexdigest()[:16]
