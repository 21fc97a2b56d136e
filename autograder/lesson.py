"""What a notebook talks to: check, hint, solution, quiz, progress, and the Spark session.

from autograder import lesson
lesson.start("02_retry")
lesson.check("retry")
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from autograder import exercises, state, syllabus
from autograder.checks.attempt import is_stub, take_answers
from autograder.checks.board import Board, place_in_notebook
from autograder.checks.cell_errors import watch_cells
from autograder.checks.model import Report
from autograder.checks.result import Result
from autograder.checks.run import check as run_check
from autograder.checks.run import given_seed, last_case
from autograder.checks.seen import Case

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

    spark: SparkSession
    """The lesson's Spark session; the first use starts it (a few seconds)."""

__all__ = [
    "answer",
    "cards",
    "check",
    "environment",
    "exam",
    "give",
    "hint",
    "last",
    "objectives",
    "progress",
    "quiz",
    "solution",
    "solved",
    "spark",
    "start",
]


def __getattr__(name: str) -> Any:
    """``lesson.spark`` starts Spark when it is first asked for: lessons without Spark never do."""
    if name == "spark":
        from autograder.spark import get_spark

        return get_spark()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def start(slug: str) -> None:
    """Open a lesson: name its exercises and how far you are."""
    watch_cells()
    lesson = syllabus.lesson(slug)
    fast = f"fast track {lesson.fast_minutes}" if lesson.fast_minutes else "not on the fast track"
    print(f"{lesson.title}  —  about {lesson.minutes} minutes, {fast}.")
    for line in state.progress_lines(slug):
        print(f"  {line}")


def check(name: str, *, core: bool = False, seed: str | None = None) -> Result:
    """Check your answer to an exercise; the card says what holds and what does not.

    ``core=True`` leaves the stretch criteria out, as the fast track does. ``seed`` repeats a check: the
    same text draws the same case. A notebook that is being graded has a seed of its own.
    """
    exercise = exercises.get(name)
    asked = exercise.core if core else {c.number for c in exercise.criteria}
    show = place_in_notebook() if given_seed() is None else None
    board = Board(exercise, asked, _reports.get(name), show)
    report = run_check(exercise, _namespace(), core=core, seed=seed, tell=board.tell)
    _reports[name] = report
    state.remember(report)
    return Result(exercise, report)


_reports: dict[str, Report] = {}
"""The last check of every exercise in this process."""


def last(name: str, criterion: int = 0) -> Case:
    """The case that your last check of an exercise failed on: its calls, frames, tables and names.

    ``criterion`` is a number on the card; by default the first one that failed.
    """
    return last_case(name, criterion)


def solved(name: str) -> bool:
    """True when your answer to an exercise is written and runs: for cells that put it to work.

    Prints what is missing otherwise, so that a notebook runs from top to bottom at any time. False in
    grading: in the lessons with Delta such cells take a sixth of the time.
    """
    if _left_out():
        return False
    missing = [n for n in exercises.get(name).answers if n not in _namespace() or is_stub(_namespace()[n])]
    if missing:
        print(f"This cell puts {', '.join(missing)} to work: write it above first, then run this cell again.")
    return not missing


def hint(name: str) -> None:
    """Show the next hint of an exercise: three, from a question to nearly the answer."""
    hints = exercises.get(name).hints
    shown = min(state.next_hint(name), len(hints))
    for number in range(1, shown + 1):
        print(f"Hint {number} of {len(hints)}: {hints[number - 1]}")
    if shown == len(hints):
        print(f'That was the last one. lesson.solution("{name}") shows the solution.')


def solution(name: str) -> Any:
    """Show the solution of an exercise, if your copy of the course has it."""
    from IPython.display import Code

    source = _solution_source(name)
    return Code(source, language="python") if source else None


def give(name: str) -> None:
    """Define the solution of an exercise in your notebook, to go on without solving it.

    The fast track leaves some exercises out; what they define can be had this way. Earlier
    exercises of the lesson that are still open are given too, because a solution may build on them.
    """
    names = _namespace()
    for exercise in exercises.of_lesson(exercises.lesson_of(name)):
        wanted = exercise.name == name or take_answers(exercise, names) is None
        source = _solution_source(exercise.name) if wanted else None
        if source is None and wanted:
            return
        if source:
            exec(compile(source, f"<given {exercise.name}>", "exec"), names)
            print(f"{', '.join(exercise.answers)}: given, not scored as yours.")
        if exercise.name == name:
            return


def quiz(item: str) -> Any:
    """Ask one self-check question; answer it with the keyboard or the mouse."""
    if _left_out():
        return None
    from autograder.quiz.widget import ask

    return ask(item)


def answer(item: str, letters: str) -> None:
    """Answer a question without widgets: ``lesson.answer("02-01", "b")``."""
    from autograder.quiz.widget import answer_text

    print(answer_text(item, letters))


def cards(kind: str) -> Any:
    """Flash cards of a kind: ``"tip"``, ``"concept"`` or ``"question"``; think first, then unfold."""
    from autograder.quiz.cards import Deck, cards

    return Deck(cards(kind))


def exam(learner: str, name: str = "practice") -> Any:
    """Open the practice exam, or the ``"warm-up"``, under your name; its methods do without widgets."""
    from autograder.quiz.exam.page import open_page

    return open_page(learner, name)


def progress() -> None:
    """Show what you have solved, lesson by lesson."""
    for lesson in syllabus.LESSONS:
        print(lesson.title)
        for line in state.progress_lines(lesson.slug):
            print(f"  {line}")


def environment() -> None:
    """Check that this machine runs the course; what fails comes with what to do."""
    if _left_out():
        return
    from autograder.environment import check_environment

    findings = check_environment()
    for one in findings:
        print(f"{'problem' if one.todo else 'ok':<8} {one.what:<9} {one.saw}")
        if one.todo:
            print(f"{'':<8} {'':<9} {one.todo}")
    print(
        "Ready."
        if not any(one.todo for one in findings)
        else "Fix the problems above, then run this cell again."
    )


def objectives() -> None:
    """The eight objectives of the course, each with the lessons that prove it."""
    titles = syllabus.titles()
    for number, objective in enumerate(syllabus.OBJECTIVES, start=1):
        print(f"{number}. You can {objective.text}.")
        for lesson in objective.lessons:
            print(f"     {lesson}  {titles.get(lesson, 'in preparation')}")


def _left_out() -> bool:
    """Whether the notebook is being graded: nobody looks at what scores nothing, and it takes time."""
    grading = given_seed() is not None
    if grading:
        print("Grading leaves this cell out: it scores nothing.")
    return grading


def _solution_source(name: str) -> str | None:
    from autograder import paths
    from autograder.authoring.source import solution_source

    slug = exercises.lesson_of(name)
    if not (paths.SOLUTIONS / f"{slug}.py").exists():
        print("This copy of the course comes without solutions; your instructor has them.")
        return None
    return solution_source(slug, name)


def _namespace() -> dict[str, Any]:
    """The notebook's names; outside a notebook those of the caller's module."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    if shell:
        names: dict[str, Any] = shell.user_ns
        return names
    frame = sys._getframe(1)
    while frame.f_back is not None and frame.f_globals.get("__name__") == __name__:
        frame = frame.f_back
    return frame.f_globals
