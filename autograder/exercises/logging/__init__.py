"""Exercises of the logging lesson."""

from autograder.checks.exercise import Exercise
from autograder.exercises.logging import pool, record, redaction, runs, structured

EXERCISES: tuple[Exercise, ...] = (
    *structured.EXERCISES,
    *runs.EXERCISES,
    *record.EXERCISES,
    *redaction.EXERCISES,
    *pool.EXERCISES,
)
