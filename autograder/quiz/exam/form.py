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
    """What a form is made of. questions: the most of them. pace: minutes for each, None for no limit."""

    name: Literal["practice", "warm-up"]
    title: str
    questions: int
    pace: int | None

    def length(self, available: int) -> int:
        """How many questions a form has when the bank has this many."""
        return min(self.questions, available)

    def minutes(self, length: int) -> int | None:
        """The time for a form of this length; None for no limit."""
        return None if self.pace is None else self.pace * length


PRACTICE = Blueprint("practice", "Practice exam", questions=45, pace=2)
WARM_UP = Blueprint("warm-up", "Warm-up", questions=10, pace=None)
BLUEPRINTS = {one.name: one for one in (PRACTICE, WARM_UP)}


def draw(blueprint: Blueprint, bank: Iterable[Question], learner: str, seed: str) -> tuple[Question, ...]:
    """The form of a learner and a seed. A bank with fewer questions than asked for gives all it has."""
    rng = random.Random(f"{blueprint.name}:{learner}:{seed}")
    pool = sorted(bank, key=lambda question: question.id)
    rng.shuffle(pool)
    levels = {level: share * blueprint.questions for level, share in DIFFICULTY.items()}
    drawn: list[Question] = []
    topics = list(WEIGHTS)
    rng.shuffle(topics)
    for topic in shares(blueprint, pool, topics).elements():
        wanted = [one for one in pool if one.topic == topic]
        drawn.append(max(wanted, key=lambda one: levels[one.difficulty]))
        levels[drawn[-1].difficulty] -= 1
        pool.remove(drawn[-1])
    rng.shuffle(drawn)
    return tuple(drawn)


def shares(blueprint: Blueprint, bank: Iterable[Question], order: Iterable[str] = WEIGHTS) -> Counter[str]:
    """Topic → questions of a form, by weight as far as the bank has them, by the highest averages (D'Hondt).

    What a topic lacks is shared out among the others; one without a weight comes last. Among equals the
    first in ``order`` goes first.
    """
    has = Counter(question.topic for question in bank)
    given = Counter(dict.fromkeys([*order, *sorted(has.keys() - WEIGHTS.keys())], 0))
    for _ in range(blueprint.length(has.total())):
        short = [topic for topic in given if given[topic] < has[topic]]
        given[max(short, key=lambda topic: WEIGHTS.get(topic, 0) / (given[topic] + 1))] += 1
    return given


def fingerprint(bank: Sequence[Question]) -> str:
    """Names a bank: another one draws other forms."""
    total = hashlib.sha256()
    for question in sorted(bank, key=lambda question: question.id):
        total.update(question.model_dump_json().encode() + b"\n")
    return total.hexdigest()[:16]
