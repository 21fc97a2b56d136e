"""Exercises of the error-handling lesson, in the order of its notebook."""

MODULES = ("reading", "fallback", "quality", "landing")
