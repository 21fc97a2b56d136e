"""Exercises of the idempotent-writes lesson."""

from autograder.checks.exercise import Exercise

EXERCISES: tuple[Exercise, ...] = ()
