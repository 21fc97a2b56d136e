"""Exercises of the idempotent-writes lesson."""

from autograder.checks.exercise import Exercise
from autograder.exercises.idempotent_writes.append import AppendOnce
from autograder.exercises.idempotent_writes.dedupe import DedupeLatest

EXERCISES: tuple[Exercise, ...] = (DedupeLatest(), AppendOnce())
