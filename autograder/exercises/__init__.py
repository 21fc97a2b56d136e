"""The exercises of the course, one package per lesson; found by the course list."""

import sys
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import import_module
from inspect import isclass
from types import ModuleType

from autograder.checks.exercise import Exercise
from autograder.syllabus import LESSONS, Lesson


@cache
def of_lesson(slug: str) -> tuple[Exercise, ...]:
    """The exercises of a lesson, in the order of its notebook: that of ``MODULES`` in its package."""
    lesson = import_module(_module(slug))
    modules = [import_module(f"{lesson.__name__}.{name}") for name in lesson.MODULES]
    return tuple(exercise() for module in modules for exercise in _defined_in(module))


def _defined_in(module: ModuleType) -> Iterator[type[Exercise]]:
    for one in vars(module).values():
        if (
            isclass(one)
            and issubclass(one, Exercise)
            and one.__module__ == module.__name__
            and "name" in vars(one)
        ):
            yield one


@cache
def catalogue() -> dict[str, tuple[str, Exercise]]:
    """All exercises: name → (lesson slug, exercise). RuntimeError when a name is used twice."""
    found: dict[str, tuple[str, Exercise]] = {}
    for slug, exercise in _all():
        if exercise.name in found:
            raise RuntimeError(f"two exercises are called {exercise.name!r}: rename one")
        found[exercise.name] = (slug, exercise)
    return found


def _all(lessons: Iterable[Lesson] = LESSONS) -> Iterator[tuple[str, Exercise]]:
    """Lesson by lesson: those behind the one that is wanted are not imported, which takes a second."""
    for lesson in lessons:
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
    for slug, exercise in _all(sorted(LESSONS, key=_is_strange)):
        if exercise.name == name:
            return slug, exercise
    raise KeyError(f"no exercise {name!r}; there are {', '.join(catalogue())}")


def _is_strange(lesson: Lesson) -> bool:
    """Whether nobody has asked for the lesson yet: an exercise is mostly one of the lesson that is open."""
    return _module(lesson.slug) not in sys.modules


def _module(slug: str) -> str:
    """A lesson's module is called as its slug without the number."""
    return f"autograder.exercises.{slug.split('_', 1)[1]}"


def points(name: str) -> int:
    """Points of an exercise, all criteria together."""
    return get(name).max_points
