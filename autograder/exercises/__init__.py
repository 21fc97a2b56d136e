"""The exercises of the course, one module per lesson; found by the course list."""

from collections.abc import Iterator
from functools import cache
from importlib import import_module

from autograder.checks.exercise import Exercise
from autograder.course import LESSONS


def of_lesson(slug: str) -> tuple[Exercise, ...]:
    """The exercises of a lesson, in the order of its notebook."""
    found: tuple[Exercise, ...] = import_module(f"autograder.exercises.{slug.split('_', 1)[1]}").EXERCISES
    return found


@cache
def catalogue() -> dict[str, tuple[str, Exercise]]:
    """All exercises: name → (lesson slug, exercise). RuntimeError when a name is used twice."""
    found: dict[str, tuple[str, Exercise]] = {}
    for slug, exercise in _all():
        if exercise.name in found:
            raise RuntimeError(f"two exercises are called {exercise.name!r}: rename one")
        found[exercise.name] = (slug, exercise)
    return found


def _all() -> Iterator[tuple[str, Exercise]]:
    """Lesson by lesson: those behind the one that is wanted are not imported, which takes a second."""
    for lesson in LESSONS:
        for exercise in of_lesson(lesson.slug):
            yield lesson.slug, exercise


def get(name: str) -> Exercise:
    """The exercise of a name; KeyError names the known ones."""
    return _find(name)[1]


def lesson_of(name: str) -> str:
    """The slug of the lesson an exercise belongs to."""
    return _find(name)[0]


@cache
def _find(name: str) -> tuple[str, Exercise]:
    for slug, exercise in _all():
        if exercise.name == name:
            return slug, exercise
    raise KeyError(f"no exercise {name!r}; there are {', '.join(catalogue())}")


def points(name: str) -> int:
    """Points of an exercise, all criteria together."""
    return get(name).max_points
