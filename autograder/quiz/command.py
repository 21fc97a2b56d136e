"""What `autograder quiz …` does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from pathlib import Path
from typing import ParamSpec

from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from autograder import paths
from autograder.files import write_atomically
from autograder.quiz import bank, cards, lint
from autograder.quiz.exam import public
from autograder.quiz.exam.counting import ATTEMPTS
from autograder.quiz.exam.form import PRACTICE, WEIGHTS, shares
from autograder.quiz.exam.score import exam_questions
from autograder.quiz.models import Item, Kind, Question
from autograder.quiz.topics import TOPICS

EXAM = "13_exam"  # the lesson
console = Console(width=max(100, Console().width))


Arguments = ParamSpec("Arguments")


def _telling(command: Callable[Arguments, int]) -> Callable[Arguments, int]:
    """The command, which ends with one sentence where a bank cannot be used."""

    @wraps(command)
    def told(*args: Arguments.args, **kwargs: Arguments.kwargs) -> int:
        try:
            return command(*args, **kwargs)
        except bank.BankError as error:
            console.print(str(error), style="red", markup=False, soft_wrap=True)
            return 1

    return told


@_telling
def show_lint(folder: Path) -> int:
    """Print the table of a bank and what is to mend in it; 1 when there is anything."""
    items = list(bank.read_folder(folder).values())
    console.print(_table(items))
    console.print("Right options by place in the file", style="italic")
    console.print(_positions(items))
    _show_proofs(items)
    problems = lint.findings(items)
    for one in problems:
        console.print(f"{one.rule:<11} {one.item:<6} {one.what}", markup=False, highlight=False)
    for what in lint.shortfalls(items) if folder == paths.ITEMS else ():
        console.print(f"not whole yet: {what}", markup=False, highlight=False)
    console.print(f"{len(items)} items, {len(problems)} to mend.", highlight=False)
    return 1 if problems else 0


def _show_proofs(items: Sequence[Item]) -> None:
    """How many of the items that can be proved by a program are, and which are not."""
    runnable, unproved = lint.runnable(items), lint.unproved(items)
    proved = len(runnable) - len(unproved)
    console.print(f"{len(runnable)} items state what a program can show; {proved} have one.", highlight=False)
    if unproved:
        named = ", ".join(unproved)
        console.print(f"Neither `verify`, `source` nor `practice`: {named}", markup=False, highlight=False)


def write_anki(target: Path) -> None:
    """Write all flash cards as tab-separated text."""
    write_atomically(target, cards.anki(cards.cards()).encode())
    console.print(f"{len(cards.cards())} cards in {target}. In Anki: File, Import.", highlight=False)


@_telling
def publish(course: Path, attempts: int = ATTEMPTS) -> int:
    """Write the questions of ``course/bank`` beside the exam's notebooks, and say what exam they make.

    Beside the source, for releases to come, and beside the released one that is there already.
    Parameters: ``attempts`` of a learner that count; another number than the default is given out without
    questions, too. Returns 1 when there is nothing to give out.
    """
    folder = course / "bank"
    items = bank.read_folder(folder).values()
    questions = exam_questions(items)
    if not questions and (items or attempts == ATTEMPTS):
        console.print(_nothing(folder, items), style="red", markup=False, soft_wrap=True)
        return 1
    published = public.Published(attempts=attempts, questions=tuple(questions) or None)
    for target in [course / "source" / EXAM, *(course / "release").glob(EXAM)]:
        console.print(
            f"wrote {public.write(target, published)}", markup=False, highlight=False, soft_wrap=True
        )
    if questions:
        console.print(_shares(questions))
        console.print(_length(questions), highlight=False, soft_wrap=True)
    console.print(f"Of a learner's exams, the first {attempts} count.", highlight=False)
    return 0


def _nothing(folder: Path, items: Iterable[Item]) -> str:
    if not items:
        return f"{folder} holds no questions. Put YAML files there, as in {paths.ITEMS}."
    what = "take `exam: false` out; those of topic 00 need `exam: true`."
    return f"No question of {folder} is for the exam: {what}"


def _length(questions: Sequence[Question]) -> str:
    """How long the exam is that these questions make, and what a right answer gives."""
    length, most = PRACTICE.length(len(questions)), PRACTICE.questions
    every = "all of them in each exam" if length == len(questions) else "drawn for each learner"
    return (
        f"An exam has {length} questions in {PRACTICE.minutes(length)} minutes, {every}. The {most} points "
        f"for right answers are shared among them: {most / length:.4g} each, and the sum is rounded down."
    )


def _shares(questions: Sequence[Question]) -> Table:
    table = Table(title="The exam", title_justify="left", box=SIMPLE, padding=0)
    table.add_column("topic", no_wrap=True)
    for head in ("in the bank", "in an exam", "in the course's own"):
        table.add_column(head, justify="right")
    has, given = Counter(one.topic for one in questions), shares(PRACTICE, questions)
    for topic, name in TOPICS.items():
        if topic in given:
            counts = (has[topic], given[topic], WEIGHTS.get(topic, 0))
            table.add_row(f"{topic} {name}", *map(str, counts))
    return table


def _table(items: Sequence[Item]) -> Table:
    table = Table(title="The item bank", title_justify="left", box=SIMPLE, padding=0)
    table.add_column("topic", no_wrap=True)
    heads = ["items", "single", "multi", "order", "output", "bug", "recall", "apply", "analyse", "longest"]
    for head in heads:
        table.add_column(head, justify="right")
    for topic, name in TOPICS.items():
        table.add_row(f"{topic} {name}", *_counts([item for item in items if item.topic == topic]))
    table.add_section()
    table.add_row("all", *_counts(items))
    return table


def _counts(items: Sequence[Item]) -> list[str]:
    kinds, levels = Counter(item.kind for item in items), Counter(item.difficulty for item in items)
    counts = [len(items), *(kinds[kind] for kind in Kind), *(levels[n] for n in (1, 2, 3))]
    return [*(str(count or "") for count in counts), f"{lint.longest_share(items):.0%}" if items else ""]


def _positions(items: Sequence[Item]) -> Table:
    table = Table(box=SIMPLE, padding=0)
    table.add_column("letter")
    table.add_column("share", justify="right")
    table.add_column("even", justify="right")
    for letter, (share, even) in lint.positions(items).items():
        table.add_row(letter, f"{share:.1%}", f"{even:.1%}")
    return table
