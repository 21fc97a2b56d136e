"""The exam's page: a question at a time, a review, a result. All of it works by keyboard."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any

import ipywidgets as widgets

from autograder.paths import beside_notebook
from autograder.quiz.choices import Choices, Chosen
from autograder.quiz.exam import looks, text
from autograder.quiz.exam.session import Exam, NotRunning, open_exam
from autograder.quiz.html import STYLE

TICK = 1.0  # seconds between two looks at the clock and the file
ANNOUNCED = (600, 300, 60)  # seconds left at which a screen reader hears of it
NEW_FORM = "Take a new form"


class ExamPage(widgets.VBox, text.InText):  # type: ignore[misc]  # ipywidgets is untyped
    """One exam. Its methods (``start``, ``show``, ``answer`` …) do in plain text what its buttons do.

    What gets the focus when a page begins is there all the time and only hidden: the view of a new widget
    may be made after the message that gives it the focus, and a box never takes any.
    """

    def __init__(self, exam: Exam) -> None:
        self.exam = exam
        self.number = exam.last_touched
        self._choices: Choices | None = None
        self._ticking: asyncio.Task[None] | None = None
        self._quiet = False
        self._turned: tuple[Any, ...] = ()
        self.time, self.head, self.body = widgets.HTML(), widgets.HTML(), widgets.VBox()
        self.said = widgets.HTML(_status(exam.note))
        self.begin_button = self._button("", self._begin)
        self.flag_box = widgets.Checkbox(indent=False, layout=widgets.Layout(width="auto"))
        self.flag_box.observe(self._flagged, "value")
        self.back_button = self._button("", self._back)
        self.previous_button = self._button("Previous", lambda: self._go(self.number - 1))
        self.next_button = self._button("Next", lambda: self._go(self.number + 1))
        review_button = self._button("Review", self._review)
        self.steps = widgets.HBox([self.previous_button, self.next_button, review_button])
        leads = [self.begin_button, self.flag_box, self.back_button]
        super().__init__(
            [widgets.HTML(STYLE), self.time, self.head, *leads, self.body, self.steps, self.said]
        )
        self.add_class("quiz")
        self._first_page()

    def __repr__(self) -> str:
        how = ".start(), .show(7), .answer(7, 'b'), .flag(7), .review(), .submit(), .result()"
        return f"{text.state_line(self.exam)}\nWithout widgets: {how}"

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        bundle: dict[str, Any] = super()._repr_mimebundle_(**kwargs) or {}
        bundle["text/plain"] = repr(self)
        return bundle

    def _first_page(self) -> None:
        if self.exam.running:
            self._question_page()
        elif self.exam.attempt:
            self._result_page()
        else:
            self._start_page()

    def _start_page(self) -> None:
        exam = self.exam
        rules = f"{text.rules(exam)} Every answer is kept at once."
        self.begin_button.description = f"Start the {exam.blueprint.title.lower()}"
        back = [self.back_button] if exam.attempt else []
        self.back_button.description = "Back to the result"
        self._turn_to(f"<h3>{exam.blueprint.title}</h3><p>{rules}</p>", [], self.begin_button, *back)

    def _begin(self) -> None:
        """Start; from a result it takes one more step, as Enter pressed twice must not start the clock."""
        if self.begin_button.description == NEW_FORM:
            self._start_page()
        else:
            self.exam.start()
            self._go(self.exam.last_touched)

    def _back(self) -> None:
        if self.exam.running:
            self._go(self.number)
        else:
            self._result_page()

    def _go(self, number: int) -> None:
        self.number = number
        self._question_page()

    def _question_page(self) -> None:
        number, last = self.number, len(self.exam.form)
        mark = self.exam.mark(number)
        self._quiet = True
        self.flag_box.value, self.flag_box.description = mark.flagged, f"Flag question {number} for review"
        self._quiet = False
        self._choices = Choices(self.exam.shown(number), mark.chosen, partial(self._chosen, number))
        body = [widgets.HTML(looks.stem(self.exam, number)), self._choices]
        self._turn_to(f"<h3>Question {number} of {last}</h3>", body, self.flag_box, self.steps)
        self.previous_button.disabled, self.next_button.disabled = number == 1, number == last

    def _chosen(self, number: int, chosen: Chosen) -> None:
        """``number`` is that of the question that was shown, perhaps just before the page was turned."""
        self._guarded(lambda: self.exam.choose(number, chosen))

    def _flagged(self, change: Any) -> None:
        if not self._quiet:
            self._guarded(lambda: self.exam.flag(self.number, change["new"]))

    def _guarded(self, write: Callable[[], None]) -> None:
        """Do what writes an answer; when the time is up, show the result instead."""
        try:
            write()
        except NotRunning:
            self._finish("The time is up.")
        self._show_time()

    def _review(self) -> None:
        self.exam.sync()
        if not self.exam.running:
            return self._finish("It was submitted in another tab, or the time is up.")
        self._review_page()
        return None

    def _review_page(self) -> None:
        exam = self.exam
        self._choices = None
        numbers = range(1, len(exam.form) + 1)
        grid = widgets.HBox(
            [self._jump(number) for number in numbers], layout=widgets.Layout(flex_flow="row wrap")
        )
        flagged = sum(exam.mark(number).flagged for number in numbers)
        head = f"<h3>Review</h3><p>{exam.answered} of {len(numbers)} answered, {flagged} flagged.</p>"
        self.back_button.description = "Back to the questions"
        # In front of the grid: by keyboard it would be 45 steps away behind it.
        self._turn_to(head, [self._button("Submit the exam", self._submit), grid], self.back_button)

    def _jump(self, number: int) -> Any:
        mark = self.exam.mark(number)
        signs = f"{'answered' if mark.chosen else 'open'}{', flagged' if mark.flagged else ''}"
        return self._button(f"{number}: {signs}", lambda: self._go(number))

    def _submit(self) -> None:
        self.exam.submit()
        self._finish("Submitted.")

    def _finish(self, words: str) -> None:
        self._result_page()
        self._say(f"{words} {text.result(self.exam).splitlines()[0]}")

    def _result_page(self) -> None:
        self._choices = None
        self.begin_button.description = NEW_FORM
        parts = [looks.topics(self.exam), looks.history(self.exam), looks.explanations(self.exam)]
        body = [widgets.HTML(part) for part in parts if part]
        head = f"<h3>{text.result(self.exam).splitlines()[0]}</h3><p>{text.standing(self.exam)}</p>"
        self._turn_to(head, body, self.begin_button)

    def _turn_to(self, head: str, body: list[Any], *controls: Any) -> None:
        """Show a page; of the controls that are always there, those that it needs, the first with the focus.

        The focus moves before anything is hidden or taken away: from what is gone, Lab takes it to the cell.
        """
        before = self.body.children
        for widget in before:
            if isinstance(widget, Choices):
                widget.close_answers()  # Lab draws the next page a moment after its heading
        self.head.value = head
        for control in controls:
            control.layout.display = None
        controls[0].focus()
        for control in (self.begin_button, self.flag_box, self.back_button, self.steps):
            if control not in controls:
                control.layout.display = "none"
        self.body.children = body
        for widget in self._turned:  # one page late, as an answer to the last one may be on its way
            _close(widget)
        self._turned = before
        self._say("")
        self._show_time()
        self._tick()

    def _button(self, text: str, act: Callable[[], None]) -> Any:
        made = widgets.Button(description=text)
        made.on_click(lambda _: act())
        return made

    def _say(self, words: str) -> None:
        self.said.value = _status(words)

    def _show_time(self) -> None:
        left = text.clock(self.exam)
        counted = f"{self.exam.answered} of {len(self.exam.form)} answered" if self.exam.running else ""
        shown = f"Time left <strong>{left}</strong> · " if left else ""
        self.time.value = f'<div role="timer" aria-live="off">{shown}{counted}</div>' if counted else ""

    def _tick(self) -> None:
        """Follow the clock and the file while an attempt is running, if a loop runs that can do it."""
        if self._ticking is not None and not self._ticking.done():
            return
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:  # no notebook: methods alone
            return
        self._ticking = loop.create_task(self._follow())

    async def _follow(self) -> None:
        while self.exam.running:
            await asyncio.sleep(TICK)
            self._look()

    def _look(self) -> None:
        """One look at the clock and at what another tab has written."""
        was_running = self.exam.running
        self.exam.sync()
        if was_running and not self.exam.running:
            return self._finish("The time is up, or it was submitted in another tab.")
        if self._choices is not None:
            chosen = self.exam.mark(self.number).chosen
            if chosen not in (self._choices.chosen, ()):
                self._choices.show(chosen)
        left = self.exam.seconds_left
        if left is not None and int(left) in ANNOUNCED:
            self._say(f"{int(left) // 60} minutes left.")
        self._show_time()
        return None


def _close(widget: Any) -> None:
    """Close a widget with all that belongs to it.

    Else the kernel keeps what each turned page was made of, hundreds of models by the end of an exam, and Lab
    asks for every one of them before it shows anything after a reload.
    """
    own = (getattr(widget, name, None) for name in ("layout", "style"))
    for part in (*getattr(widget, "children", ()), *own):
        if isinstance(part, widgets.Widget):
            _close(part)
    widget.close()


def _status(words: str) -> str:
    return f'<div role="status">{words}</div>'


def open_page(learner: str, name: str) -> ExamPage:
    """The page of an exam, with its answer sheet in the notebook's folder. Raises ValueError."""
    return ExamPage(open_exam(learner, name, beside_notebook()))
