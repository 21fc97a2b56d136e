"""Exercises of the checkpoints lesson."""

from autograder.checks.exercise import Exercise
from autograder.exercises.checkpoints.changes import ProcessChanges
from autograder.exercises.checkpoints.increment import ProcessIncrement
from autograder.exercises.checkpoints.manager import ManageCheckpoints

EXERCISES: tuple[Exercise, ...] = (ManageCheckpoints(), ProcessIncrement(), ProcessChanges())
