"""Exercises of the retry lesson."""

from autograder.checks.exercise import Exercise

EXERCISES: tuple[Exercise, ...] = ()
