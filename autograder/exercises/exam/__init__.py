"""Exercises of the exam lesson, in the order of its notebook."""

MODULES = ("practice",)
