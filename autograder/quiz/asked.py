"""A question as one learner meets it: its options in an order of their own, with letters that follow."""

from __future__ import annotations

import random
from dataclasses import dataclass
from string import ascii_lowercase

from autograder.quiz.models import Item, Kind, Question


@dataclass(frozen=True)
class Asked:
    """A question with its options in the order shown: ``order[0]`` is the place of option a."""

    question: Question
    order: tuple[int, ...]

    @property
    def letters(self) -> str:
        """The letters of the options, ``"abcd"``."""
        return ascii_lowercase[: len(self.order)]

    @property
    def options(self) -> list[tuple[str, str]]:
        """(letter, text) as shown."""
        texts = [self.question.options[place] for place in self.order]
        return list(zip(self.letters, texts, strict=True))

    @property
    def how(self) -> str:
        """How this kind is answered, in words."""
        if self.question.kind is Kind.ORDERING:
            return f"Put them in order, for example {self.letters[::-1]}."
        return "Several are right." if self.question.kind is Kind.MULTIPLE else "One is right."

    def chosen(self, letters: str) -> tuple[int, ...]:
        """The answer that letters such as ``"b"``, ``"a, c"`` or ``"cab"`` stand for.

        Raises ValueError, with what to write instead, when they are none.
        """
        wanted = [c for c in letters.lower() if c.isalnum()]
        known = all(c in self.letters for c in wanted)
        places = tuple(self.order[self.letters.index(c)] for c in wanted) if known else ()
        if self.question.kind is not Kind.ORDERING:
            places = tuple(sorted(set(places)))
        if not self.question.accepts(places):
            raise ValueError(f"Choose from {', '.join(self.letters)}. {self.how}")
        return places

    def spelled(self, chosen: tuple[int, ...]) -> str:
        """The letters of an answer; empty for none."""
        letters = [self.letters[self.order.index(n)] for n in chosen]
        return "".join(letters if self.question.kind is Kind.ORDERING else sorted(letters))


def asked(question: Question, seed: str) -> Asked:
    """Shuffle the options for a seed: the same seed, the same order, in every process."""
    places = list(range(len(question.options)))
    random.Random(f"{seed}:{question.id}").shuffle(places)
    return Asked(question, tuple(places))


def explained(item: Item, shown: Asked, only: tuple[int, ...] | None = None) -> list[str]:
    """A line for each option, in the order shown, of the places in ``only`` or of all: why right or wrong."""
    lines = []
    for letter, place in zip(shown.letters, shown.order, strict=True):
        option = item.sorted_options[place]
        if item.kind is Kind.ORDERING:
            verdict = f"comes {item.key.index(place) + 1}."
        else:
            verdict = "right:" if option.right else "wrong:"
        if only is None or place in only:
            lines.append(f"{letter}) {verdict} {option.why.strip()}")
    return lines
