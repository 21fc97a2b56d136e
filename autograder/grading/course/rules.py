"""``course.yaml``: what an instructor decides for a course; without the file every default holds."""

from __future__ import annotations

from dataclasses import asdict, fields
from datetime import timedelta
from pathlib import Path
from typing import Any

import yaml
from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    FiniteFloat,
    PositiveInt,
    ValidationError,
    field_validator,
)

from autograder import exercises, syllabus
from autograder.grading.course.limits import Limits
from autograder.quiz.exam.counting import ATTEMPTS

NAME = "course.yaml"


class BadRules(ValueError):
    """The file cannot be used as it is; the message says where it is wrong."""


class Rules(BaseModel):
    """The file's content.

    ``lessons``: those that are given out and graded; None for all. ``due``: lesson → when it is due, with its
    zone. ``extensions``: learner → lesson → days more. ``limits``: of a box, as in ``limits.Limits``.
    ``points``: exercise → the most it gives; ``carry_forward``: as in ``marking.Marking``.
    ``exam_attempts``: how many of a learner's practice exams count.
    """

    model_config = ConfigDict(extra="forbid")

    lessons: list[str] | None = None
    due: dict[str, AwareDatetime] = {}
    extensions: dict[str, dict[str, PositiveInt]] = {}
    limits: dict[str, PositiveInt] = {}
    points: dict[str, FiniteFloat] = {}
    carry_forward: bool = False
    exam_attempts: PositiveInt = ATTEMPTS

    @field_validator("lessons", "due")
    @classmethod
    def _known_lessons(cls, named: Any) -> Any:
        _refuse_unknown("lesson", named or (), [one.slug for one in syllabus.LESSONS])
        return named

    @field_validator("extensions")
    @classmethod
    def _known_extensions(cls, found: dict[str, dict[str, int]]) -> dict[str, dict[str, int]]:
        for own in found.values():
            _refuse_unknown("lesson", own, [one.slug for one in syllabus.LESSONS])
        return found

    @field_validator("limits")
    @classmethod
    def _known_limits(cls, found: dict[str, int]) -> dict[str, int]:
        _refuse_unknown("limit", found, [one.name for one in fields(Limits)])
        return found

    @field_validator("points")
    @classmethod
    def _known_exercises(cls, found: dict[str, float]) -> dict[str, float]:
        known = [one.name for lesson in syllabus.LESSONS for one in exercises.of_lesson(lesson.slug)]
        _refuse_unknown("exercise", found, known)
        if bad := [f"{name}: {most:g}" for name, most in found.items() if most <= 0]:
            raise ValueError(f"points are more than 0, not {', '.join(bad)}")
        return found

    def text(self, limits: Limits | None = None) -> str:
        """The rules as a file says them, with other limits if any are given."""
        chosen = self.model_copy(update={"limits": asdict(limits)} if limits else {})
        return yaml.safe_dump(chosen.model_dump(mode="json"))

    def slugs(self) -> list[str]:
        """The lessons in use, in the order of the course."""
        return [one.slug for one in syllabus.LESSONS if self.lessons is None or one.slug in self.lessons]

    def worth(self, exercise: str) -> float:
        """The most that an exercise gives. Raises LookupError for a name that is none."""
        return self.points.get(exercise, exercises.points(exercise))

    def counting(self) -> str:
        """What of the rules a grade depends on, besides limits and the points in the source notebooks."""
        return f"carry_forward={self.carry_forward} exam_attempts={self.exam_attempts}"

    def box(self) -> Limits:
        """The limits of this course's boxes."""
        return Limits(**self.limits)

    def extension(self, learner: str, lesson: str) -> timedelta | None:
        """How much later a learner may hand a lesson in; None for no extension."""
        days = self.extensions.get(learner, {}).get(lesson)
        return timedelta(days=days) if days else None


def read_rules(file: Path) -> Rules:
    """The rules in a file; the defaults when there is none. Raises BadRules, with file and place."""
    try:
        found = yaml.safe_load(file.read_text("utf-8")) or {}
        return Rules.model_validate(found)
    except FileNotFoundError:
        return Rules()
    except yaml.YAMLError as error:
        raise BadRules(f"{file} is no YAML: {' '.join(str(error).split())}") from None
    except UnicodeDecodeError:
        raise BadRules(f"{file} is not UTF-8.") from None
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the whole file"
        raise BadRules(f"{file}, {where}: {first['msg'].removeprefix('Value error, ')}.") from None


def _refuse_unknown(what: str, named: Any, known: list[str]) -> None:
    for name in named:
        if name not in known:
            raise ValueError(f"there is no {what} {name!r}; there are {', '.join(known)}")
