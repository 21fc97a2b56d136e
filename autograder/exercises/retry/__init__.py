"""Exercises of the retry lesson."""

from autograder.checks.exercise import Exercise
from autograder.exercises.retry import breaker, decorator, delays, http, lazy, transient

EXERCISES: tuple[Exercise, ...] = (
    *delays.EXERCISES,
    *decorator.EXERCISES,
    *transient.EXERCISES,
    *http.EXERCISES,
    *lazy.EXERCISES,
    *breaker.EXERCISES,
)
