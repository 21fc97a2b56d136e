"""The controls with which a question is answered: native ones, for keyboards and screen readers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ipywidgets as widgets

from autograder.quiz.asked import Asked
from autograder.quiz.html import prose
from autograder.quiz.models import Kind

Chosen = tuple[int, ...]


class Choices(widgets.VBox):  # type: ignore[misc]  # ipywidgets is untyped
    """Radio buttons for one, checkboxes for several, a text field for an order.

    Parameters: ``chosen`` is shown at first; ``changed`` is called with every new answer, ``()`` for none.
    """

    def __init__(self, shown: Asked, chosen: Chosen = (), changed: Callable[[Chosen], None] | None = None):
        self.shown = shown
        self._changed = changed or (lambda _: None)
        self._quiet = False
        make = {Kind.MULTIPLE: self._checkboxes, Kind.ORDERING: self._field}
        super().__init__(make.get(shown.question.kind, self._radio_buttons)())
        self.add_class("quiz-program" if shown.question.kind is Kind.OUTPUT else "quiz-choices")
        self.show(chosen)

    @property
    def chosen(self) -> Chosen:
        """The answer so far; ``()`` while there is none."""
        try:
            return self.shown.chosen(self._letters())
        except ValueError:
            return ()

    def show(self, chosen: Chosen) -> None:
        """Show an answer that was given elsewhere."""
        letters = self.shown.spelled(chosen)
        self._quiet = True
        if self.shown.question.kind is Kind.ORDERING:
            self._text.value = letters
        elif self.shown.question.kind is Kind.MULTIPLE:
            for letter, box in zip(self.shown.letters, self.children, strict=True):
                box.value = letter in letters
        else:
            self._radio.index = self.shown.letters.index(letters) if letters else None
        self._quiet = False

    def close_answers(self) -> None:
        """Take no more answers."""
        for control in self.children:
            control.disabled = True

    def _letters(self) -> str:
        if self.shown.question.kind is Kind.ORDERING:
            return str(self._text.value)
        if self.shown.question.kind is Kind.MULTIPLE:
            boxes = zip(self.shown.letters, self.children, strict=True)
            return "".join(letter for letter, box in boxes if box.value)
        return "" if self._radio.index is None else self.shown.letters[self._radio.index]

    def _heard(self, _: Any) -> None:
        if not self._quiet:
            self._changed(self.chosen)

    def _labels(self) -> list[str]:
        return [f"{letter}) {text.strip()}" for letter, text in self.shown.options]

    def _radio_buttons(self) -> list[Any]:
        self._radio = widgets.RadioButtons(
            options=self._labels(), index=None, layout=widgets.Layout(width="auto")
        )
        self._radio.observe(self._heard, "index")
        return [self._radio]

    def _checkboxes(self) -> list[Any]:
        wide = widgets.Layout(width="auto")
        boxes = [widgets.Checkbox(description=text, indent=False, layout=wide) for text in self._labels()]
        for box in boxes:
            box.observe(self._heard, "value")
        return boxes

    def _field(self) -> list[Any]:
        rows = "".join(f"<p>{letter}) {prose(text)}</p>" for letter, text in self.shown.options)
        self._text = widgets.Text(
            description="Order, as letters",
            placeholder=f"for example {self.shown.letters[::-1]}",
            style={"description_width": "initial"},
        )
        self._text.observe(self._heard, "value")
        return [widgets.HTML(rows), self._text]
