"""The practice exam as an exercise: scored from the answer sheet beside the notebook, outside the kernel."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import ClassVar

from autograder.checks import (
    CannotRun,
    Collected,
    Exercise,
    Failed,
    HandedIn,
    Json,
    Lab,
    criterion,
    expect,
    probe,
    seeing,
)
from autograder.quiz import bank
from autograder.quiz.exam import public
from autograder.quiz.exam.counting import ATTEMPTS
from autograder.quiz.exam.form import PRACTICE
from autograder.quiz.exam.model_answer import model_sheet
from autograder.quiz.exam.score import look
from autograder.quiz.exam.sheet import MAX_BYTES, NAME

MOST = PRACTICE.questions  # points for the right answers: one each in a form of 45
PAGE = "ExamPage"  # the type of what lesson.exam returns
PRIVATE = "bank"  # an instructor's own questions: YAML files in this folder of the course


class PracticeExam(Exercise):
    """``my_exam()``: the exam opened under your name; the answers are in the file that it writes."""

    name = "practice_exam"
    testimony = "the answer sheet as it was handed in, scored outside the box"
    answers = ("my_exam",)
    reads = (NAME,)
    unasked: ClassVar = {"opened": {"seen": {"returned": PAGE}}}  # the sheet says that it was opened
    hints = (
        "Under which name do you hand in? The exam is drawn for that name.",
        'Return `lesson.exam("your name")`, then run the cell below it and press Start.',
        'def my_exam(): return lesson.exam("ada") — and after 45 questions: Review, then Submit.',
    )

    @probe
    def opened(self, answer: SimpleNamespace, lab: Lab) -> Json:
        return {"returned": type(lab.must(answer.my_exam)).__name__}

    def handed_in(self, files: Mapping[str, Path], collected: Collected | None = None) -> Json:
        sheet = _content(files.get(NAME))
        if collected is None:
            return _look_here(sheet, files)
        items = bank.read_folder(collected.course / PRIVATE) if collected.course else {}
        most = collected.attempts or ATTEMPTS
        asked = list((items or bank.bank()).values())
        return look(sheet, asked, collected.learner, most=most, at=collected.at)

    def model_files(self, learner: str) -> dict[str, bytes]:
        return {NAME: model_sheet(learner, list(bank.bank().values()))}

    @criterion(points=5)
    def submitted(self, opened: Json, handed_in: Json) -> None:
        """a practice exam is submitted, with an answer to every question

        An open answer is never right, a guess sometimes is. Review lists what is open; then submit.
        """
        returned = opened["returned"]
        with seeing("print(my_exam())"):
            expect(
                returned == PAGE, expected="my_exam() returns the page of lesson.exam", got=f"a {returned}"
            )
            found = _found(handed_in)
            got = f"{found['answered']} of {found['total']} answered"
            got += f", submitted{_of(found)}" if found["submitted"] else ", not submitted"
            done = found["submitted"] and found["answered"] == found["total"]
            expect(done, expected="all answered, and submitted", got=got)

    @criterion(points=MOST, core=False)
    def right(self, opened: Json, handed_in: Json) -> None:
        """the answers are right (up to 45 points, for each right answer its share)

        The result lists your weak areas. Read its first lesson again, then take a new form: the exam's page
        says how many count.
        """
        # ``opened`` comes first: when my_exam raises, that is the answer to everything.
        with seeing("my_exam().result()"):
            found = _found(handed_in)
            right, total = found["right"], found["total"]
            if right < total:
                got = f"{right} of {total} right{_of(found)}"
                raise Failed(expected=f"{total} right", got=got, earned=MOST * right // total)


def _look_here(sheet: bytes | None, files: Mapping[str, Path]) -> Json:
    """In a self-check: scored with the course's key, unless the instructor keeps another."""
    given = public.read(files[public.NAME].parent) if public.NAME in files else public.Published()
    if given.questions is not None:
        return {"found": str(HandedIn.READ), "why": "your instructor has the key and scores it"}
    return look(sheet, list(bank.bank().values()), most=given.attempts)


def _of(found: Json) -> str:
    """Which of several exams this is, and what became of those that do not count."""
    best = f", the best of the {found['counted']} that count" if found["counted"] > 1 else ""
    ignored = "".join(f"; not counted: {count} that {why}" for why, count in found["ignored"].items())
    return best + ignored


def _found(handed_in: Json) -> Json:
    """What the answer sheet is worth, if there is one that can be scored here."""
    if handed_in["found"] != HandedIn.READ:
        raise Failed(expected="an answer sheet of yours beside the notebook", got=handed_in["why"])
    if "right" not in handed_in:
        raise CannotRun(handed_in["why"])
    return handed_in


def _content(path: Path | None) -> bytes | None:
    """A file's content, at most a little more than a sheet may have."""
    if path is None:
        return None
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


EXERCISES = (PracticeExam(),)
