"""Asking a question: with widgets and the keyboard, or in plain text where no widget runs."""

from __future__ import annotations

from html import escape
from string import ascii_lowercase
from typing import Any

import ipywidgets as widgets

from autograder.quiz import bank
from autograder.quiz.bank import Item


def answer_text(item_id: str, letters: str) -> str:
    """Judge an answer such as ``"b"`` or ``"a, c"`` and explain every option."""
    item = bank.get(item_id)
    chosen = "".join(sorted({c for c in letters.lower() if c.isalpha()}))
    known = ascii_lowercase[: len(item.options)]
    if not chosen or any(c not in known for c in chosen):
        return f"Choose from {', '.join(known)}, for example lesson.answer({item_id!r}, 'b')."
    return "\n".join([_verdict(item, chosen), *_explanations(item, chosen)])


def _verdict(item: Item, chosen: str) -> str:
    if chosen == item.right_letters:
        return "Right."
    if item.multiple and set(chosen) < set(item.right_letters):
        return "Right so far, but not complete."
    return "Not quite."


def _explanations(item: Item, chosen: str) -> list[str]:
    """Every option with its reason; before the answer is right, only the chosen ones."""
    shown = ascii_lowercase if chosen == item.right_letters else chosen
    rows = zip(ascii_lowercase, item.options, strict=False)
    return [
        f"  {letter}) {'right' if o.right else 'wrong'}: {o.why}" for letter, o in rows if letter in shown
    ]


def question_text(item: Item) -> str:
    """The question as plain text with lettered options and how to answer."""
    rows = zip(ascii_lowercase, item.options, strict=False)
    options = [f"  {letter}) {option.text}" for letter, option in rows]
    several = " (several are right)" if item.multiple else ""
    letters = "LETTERS" if item.multiple else "LETTER"
    how = f'  Answer: lesson.answer("{item.id}", "{letters}")'
    return "\n".join([f"{item.id}{several}  {item.stem.strip()}", *options, how])


class Question(widgets.VBox):  # type: ignore[misc]  # ipywidgets is untyped
    """One question as a group of native radio buttons or checkboxes, and a button."""

    def __init__(self, item: Item) -> None:
        self.item = item
        several = " <em>Several are right.</em>" if item.multiple else ""
        stem = widgets.HTML(f"<div><strong>{item.id}</strong> {_stem_html(item.stem)}{several}</div>")
        self.choices = _choices(item)
        self.button = widgets.Button(description="Check", tooltip=f"Check your answer to question {item.id}")
        self.feedback = widgets.HTML()
        self.button.on_click(self._judge)
        super().__init__([stem, self.choices, self.button, self.feedback])

    @property
    def chosen(self) -> str:
        """Letters chosen so far."""
        if isinstance(self.choices, widgets.RadioButtons):
            index = self.choices.index
            return "" if index is None else ascii_lowercase[index]
        return "".join(ascii_lowercase[i] for i, box in enumerate(self.choices.children) if box.value)

    def _judge(self, _: Any) -> None:
        said = answer_text(self.item.id, self.chosen)
        self.feedback.value = f'<div role="status" style="white-space:pre-wrap">{escape(said)}</div>'

    def __repr__(self) -> str:
        return question_text(self.item)

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        """The widget, and beside it the text that is shown where widgets do not run."""
        bundle: dict[str, Any] = super()._repr_mimebundle_(**kwargs) or {}
        bundle["text/plain"] = question_text(self.item)
        return bundle


def _stem_html(stem: str) -> str:
    parts = escape(stem.strip()).split("```")
    pieces = [f"<pre>{p.removeprefix('python').strip()}</pre>" if i % 2 else p for i, p in enumerate(parts)]
    return "".join(pieces)


def _choices(item: Item) -> Any:
    labels = [f"{letter}) {o.text}" for letter, o in zip(ascii_lowercase, item.options, strict=False)]
    wide = widgets.Layout(width="auto")
    if not item.multiple:
        return widgets.RadioButtons(options=labels, index=None, layout=wide)
    return widgets.VBox([widgets.Checkbox(description=text, indent=False, layout=wide) for text in labels])


def ask(item_id: str) -> Question:
    """The question as a widget; its text form stands in where widgets do not run."""
    return Question(bank.get(item_id))
