"""Exercises of the welcome lesson, in the order of its notebook."""

MODULES = ("on_time",)
