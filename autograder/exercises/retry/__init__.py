"""Exercises of the retry lesson."""

from autograder.checks.exercise import Exercise
from autograder.exercises.retry import breaker

EXERCISES: tuple[Exercise, ...] = (*breaker.EXERCISES,)
