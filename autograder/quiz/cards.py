"""Flash cards: exam tips, key concepts and open questions, to unfold in a notebook or to take to Anki."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, model_validator

from autograder.quiz.bank import plain
from autograder.quiz.html import STYLE, prose
from autograder.quiz.topics import TOPICS

FILE = Path(__file__).parent / "cards.yaml"


class CardKind(StrEnum):
    """What a card trains."""

    TIP = "tip"  # what to do and what not
    CONCEPT = "concept"  # a slogan, and what it leaves out
    QUESTION = "question"  # to be answered in your own words before you look


class Card(BaseModel):
    """One card. ``back`` of a concept or question; a tip has ``do`` and ``dont`` instead."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: CardKind
    topic: str
    front: str = Field(min_length=1)
    back: str = ""
    do: str = ""
    dont: str = ""

    @model_validator(mode="after")
    def _is_whole(self) -> Card:
        if self.topic not in TOPICS:
            raise ValueError(f"{self.front!r}: there is no topic {self.topic}")
        whole = self.do and self.dont if self.kind is CardKind.TIP else self.back
        if not whole:
            raise ValueError(f"{self.front!r}: its other side is empty")
        return self

    @property
    def html(self) -> str:
        """The other side."""
        if self.kind is not CardKind.TIP:
            return f"<p>{prose(self.back)}</p>"
        return f"<p><strong>DO</strong> {prose(self.do)}</p><p><strong>DON'T</strong> {prose(self.dont)}</p>"

    @property
    def text(self) -> str:
        """The other side in plain text."""
        return f"DO {self.do}\n  DON'T {self.dont}" if self.kind is CardKind.TIP else self.back.strip()


def cards(kind: str | None = None) -> list[Card]:
    """All cards, or those of a kind. Raises ValueError for a kind that there is not."""
    wanted = None if kind is None else CardKind(kind)
    found = [Card.model_validate(one) for one in plain(FILE.read_text("utf-8"))]
    return [card for card in found if wanted in (None, card.kind)]


class Deck:
    """Cards as a notebook shows them: folded, each opened with the space bar or a click; no kernel needed."""

    def __init__(self, chosen: list[Card]) -> None:
        self.cards = chosen

    def _repr_html_(self) -> str:
        folds = [
            f"<details><summary>{prose(card.front)}</summary>{card.html}</details>" for card in self.cards
        ]
        return f'{STYLE}<div class="quiz">{"".join(folds)}</div>'

    def __repr__(self) -> str:
        numbered = list(enumerate(self.cards, start=1))
        fronts = [f"{number}. {card.front}" for number, card in numbered]
        return "\n".join([*fronts, "", *(f"{number}. {card.text}" for number, card in numbered)])


def anki(chosen: list[Card]) -> str:
    """The cards as a file that Anki imports: tab-separated, front, back, tags, with Anki's own header.

    Source of the header lines: https://docs.ankiweb.net/importing/text-files.html
    """
    head = ["#separator:tab", "#html:true", "#columns:Front\tBack\tTags", "#tags column:3"]
    rows = [f"{_cell(prose(card.front))}\t{_cell(card.html)}\t{_tags(card)}" for card in chosen]
    return "\n".join([*head, *rows]) + "\n"


def _cell(text: str) -> str:
    """A line break or a tab would end the cell; a quotation mark at its beginning would open a quoted one."""
    return " ".join(text.split()).replace('"', "&quot;")


def _tags(card: Card) -> str:
    topic = TOPICS[card.topic].split(":")[0].replace(" ", "-").lower()
    return f"spark-in-production {card.kind} {topic}"
