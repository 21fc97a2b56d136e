"""Exercises of the lesson on monitoring and alerting."""

from autograder.checks.exercise import Exercise
from autograder.exercises.monitoring_and_alerting import alerts, full, health

EXERCISES: tuple[Exercise, ...] = (*health.EXERCISES, *full.EXERCISES, *alerts.EXERCISES)
