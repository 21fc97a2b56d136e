"""Exercises of the lesson on monitoring and alerting, in the order of its notebook."""

MODULES = ("health", "full", "alerts")
