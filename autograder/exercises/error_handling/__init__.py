"""Exercises of the error-handling lesson."""

from autograder.checks.exercise import Exercise
from autograder.exercises.error_handling.fallback import ReadWithFallback
from autograder.exercises.error_handling.landing import ParseLanding
from autograder.exercises.error_handling.quality import ValidateDataQuality
from autograder.exercises.error_handling.reading import ReadTableSafely

EXERCISES: tuple[Exercise, ...] = (
    ReadTableSafely(),
    ReadWithFallback(),
    ValidateDataQuality(),
    ParseLanding(),
)
