"""Exercises of the retry lesson."""

from autograder.checks.exercise import Exercise
from autograder.exercises.retry import breaker, decorator, delays, transient

EXERCISES: tuple[Exercise, ...] = (
    *delays.EXERCISES,
    *decorator.EXERCISES,
    *transient.EXERCISES,
    *breaker.EXERCISES,
)
