"""What `autograder quiz …` does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path

from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from autograder import paths
from autograder.files import write_atomically
from autograder.quiz import bank, cards, lint
from autograder.quiz.exam import public
from autograder.quiz.exam.score import exam_questions
from autograder.quiz.models import Item, Kind
from autograder.quiz.topics import TOPICS

EXAM = "13_exam"  # the lesson
console = Console(width=max(100, Console().width))


def _telling(command: Callable[[Path], int]) -> Callable[[Path], int]:
    """The command, which ends with one sentence where a bank cannot be used."""

    @wraps(command)
    def told(folder: Path) -> int:
        try:
            return command(folder)
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
    problems = lint.findings(items)
    for one in problems:
        console.print(f"{one.rule:<11} {one.item:<6} {one.what}", markup=False, highlight=False)
    for what in lint.shortfalls(items):
        console.print(f"not whole yet: {what}", markup=False, highlight=False)
    console.print(f"{len(items)} items, {len(problems)} to mend.", highlight=False)
    return 1 if problems else 0


def write_anki(target: Path) -> None:
    """Write all flash cards as tab-separated text."""
    write_atomically(target, cards.anki(cards.cards()).encode())
    console.print(f"{len(cards.cards())} cards in {target}. In Anki: File, Import.", highlight=False)


@_telling
def publish(course: Path) -> int:
    """Write the questions of ``course/bank`` beside the exam's notebooks; 1 when there is no bank.

    Beside the source, for releases to come, and beside the released one that is there already.
    """
    folder = course / "bank"
    items = bank.read_folder(folder).values() if folder.is_dir() else ()
    if not items:
        console.print(f"{folder} holds no questions. Put YAML files there, as in {paths.ITEMS}.")
        return 1
    targets = [course / "source" / EXAM, *(course / "release").glob(EXAM)]
    for target in targets:
        console.print(f"wrote {public.write(target, exam_questions(items))}", highlight=False)
    return 0


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
