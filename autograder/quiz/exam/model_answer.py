"""The model answer of an exam: what the instructor's copy of the lesson hands in, and tests too."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from autograder.quiz.exam.form import PRACTICE
from autograder.quiz.exam.score import exam_questions
from autograder.quiz.exam.session import Exam
from autograder.quiz.models import Item


def answer_by_key(exam: Exam) -> None:
    """Answer every question by the key and submit; an exam that is all right already stays as it is."""
    if exam.score is not None and not exam.score.wrong:
        return
    exam.start()
    for number in range(1, len(exam.form) + 1):
        exam.choose(number, exam.items[exam.shown(number).question.id].key)
    exam.submit()


def model_sheet(learner: str, items: Sequence[Item]) -> bytes:
    """The answer sheet of a learner who answers a practice exam from these items by the key."""
    with tempfile.TemporaryDirectory() as folder:
        exam = Exam(learner, PRACTICE, folder=Path(folder), questions=exam_questions(items), items=items)
        answer_by_key(exam)
        return exam.sheet_bytes()
