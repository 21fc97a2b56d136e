"""A private bank's questions without their key, for the learners: a file that goes out with the notebook."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from autograder.files import write_atomically
from autograder.quiz.models import Question

NAME = "13_exam.questions.json"
_QUESTIONS: TypeAdapter[tuple[Question, ...]] = TypeAdapter(tuple[Question, ...])


def write(folder: Path, questions: Sequence[Question]) -> Path:
    """Put the questions into a folder; the file."""
    write_atomically(folder / NAME, _QUESTIONS.dump_json(tuple(questions), indent=1) + b"\n")
    return folder / NAME


def read(folder: Path) -> tuple[Question, ...] | None:
    """The questions in a folder; None when there are none. Raises ValueError for a file that is damaged."""
    try:
        return _QUESTIONS.validate_json((folder / NAME).read_bytes())
    except FileNotFoundError:
        return None
    except ValidationError as error:
        raise ValueError(f"{NAME} is damaged; take a new copy from your instructor. {error}") from None
