"""Exercises of the logging lesson, in the order of its notebook."""

MODULES = ("structured", "runs", "record", "redaction", "pool")
