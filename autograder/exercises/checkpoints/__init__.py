"""Exercises of the checkpoints lesson, in the order of its notebook."""

MODULES = ("manager", "increment", "changes")
