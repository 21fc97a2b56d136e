"""What an instructor gives out: a private bank's questions without their key, and how many exams count."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, PositiveInt, ValidationError

from autograder.files import write_atomically
from autograder.quiz.exam.counting import ATTEMPTS
from autograder.quiz.models import Question

NAME = "13_exam.questions.json"


class Published(BaseModel):
    """The file's content. questions: None for the course's own. attempts: how many exams count for marks."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    attempts: PositiveInt = ATTEMPTS
    questions: tuple[Question, ...] | None = None


def write(folder: Path, published: Published) -> Path:
    """Put the file into a folder; its path."""
    write_atomically(folder / NAME, published.model_dump_json(indent=1).encode() + b"\n")
    return folder / NAME


def read(folder: Path) -> Published:
    """What a folder's file says; the defaults when there is none. Raises ValueError for a damaged one."""
    try:
        return Published.model_validate_json((folder / NAME).read_bytes())
    except FileNotFoundError:
        return Published()
    except ValidationError as error:
        raise ValueError(f"{NAME} is damaged; take a new copy from your instructor. {error}") from None
