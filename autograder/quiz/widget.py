"""A self-check question in a lesson: with widgets and the keyboard, or in plain text where no widget runs."""

from __future__ import annotations

from html import escape
from typing import Any

import ipywidgets as widgets

from autograder import state
from autograder.quiz import bank
from autograder.quiz.asked import Asked, asked, explained
from autograder.quiz.choices import Choices
from autograder.quiz.html import STYLE, program, prose
from autograder.quiz.models import Item, Kind


def shown(item: Item) -> Asked:
    """The item as this learner meets it."""
    return asked(item.question, state.learner_seed())


def answer_text(item_id: str, letters: str) -> str:
    """Judge an answer such as ``"b"``, ``"a, c"`` or an order ``"cab"``, remember it and explain it."""
    item = bank.get(item_id)
    try:
        chosen = shown(item).chosen(letters)
    except ValueError as how:
        return f"{how} For example lesson.answer({item_id!r}, {shown(item).spelled(_some(item))!r})."
    return _judge(item, chosen)


def _some(item: Item) -> tuple[int, ...]:
    """An answer of the right form, for an example."""
    places = tuple(range(len(item.options)))
    return places if item.kind is Kind.ORDERING else places[: 2 if item.kind is Kind.MULTIPLE else 1]


def _judge(item: Item, chosen: tuple[int, ...]) -> str:
    right = chosen == item.key
    state.remember_answer(item.id, list(chosen), right=right)
    if right:
        return "\n".join(["Right.", *explained(item, shown(item))])
    if item.kind is Kind.ORDERING:
        steps = zip(chosen, item.key, strict=True)
        in_place = next(n for n, (got, wanted) in enumerate(steps) if got != wanted)
        return f"Not quite. {in_place} of {len(chosen)} stand right from the start."
    partly = item.kind is Kind.MULTIPLE and set(chosen) < set(item.key)
    verdict = "Right so far, but not complete." if partly else "Not quite."
    # Before the answer is right, only what was chosen is explained: the rest stays a question.
    return "\n".join([verdict, *explained(item, shown(item), only=chosen)])


def question_text(item: Item) -> str:
    """The question as plain text with lettered options and how to answer."""
    one = shown(item)
    code = [_indented(item.code)] if item.code else []
    options = [f"  {letter}) {text}" for letter, text in one.options]
    letters = "LETTER" if item.kind not in (Kind.MULTIPLE, Kind.ORDERING) else "LETTERS"
    how = f'  {one.how} Answer: lesson.answer("{item.id}", "{letters}")'
    return "\n".join([f"{item.id}  {item.stem.strip()}", *code, *options, how])


def _indented(code: str) -> str:
    return "\n".join(f"      {line}" for line in code.rstrip().splitlines())


class SelfCheck(widgets.VBox):  # type: ignore[misc]  # ipywidgets is untyped
    """One question, its controls and a button; it comes back with the answer that was given before."""

    def __init__(self, item: Item) -> None:
        self.item = item
        before = state.remembered_answer(item.id)
        chosen = tuple(before["chosen"]) if before else ()
        one = shown(item)
        stem = f"<strong>{item.id}</strong> {prose(item.stem)} <em>{one.how}</em>{program(item.code)}"
        self.choices = Choices(one, chosen if item.question.accepts(chosen) else ())
        self.button = widgets.Button(description="Check", tooltip=f"Check your answer to question {item.id}")
        self.feedback = widgets.HTML(_status(_welcome_back(before)))
        self.button.on_click(self._check)
        super().__init__([widgets.HTML(STYLE + stem), self.choices, self.button, self.feedback])
        self.add_class("quiz")

    def _check(self, _: Any) -> None:
        chosen = self.choices.chosen
        said = _judge(self.item, chosen) if chosen else f"Choose first. {self.choices.shown.how}"
        self.feedback.value = _status(said)

    def __repr__(self) -> str:
        return question_text(self.item)

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        """The widget, and beside it the text that is shown where widgets do not run."""
        bundle: dict[str, Any] = super()._repr_mimebundle_(**kwargs) or {}
        bundle["text/plain"] = question_text(self.item)
        return bundle


def _welcome_back(before: dict[str, Any] | None) -> str:
    if not before:
        return ""
    return "You have answered this right." if before["right"] else "Your last answer was not right yet."


def _status(text: str) -> str:
    """A line that screen readers announce when it changes."""
    return f'<div role="status" style="white-space:pre-wrap">{escape(text)}</div>'


def ask(item_id: str) -> SelfCheck:
    """The question as a widget; its text form stands in where widgets do not run."""
    return SelfCheck(bank.get(item_id))
