"""Exercises of the retry lesson, in the order of its notebook."""

MODULES = ("delays", "decorator", "transient", "http", "lazy", "breaker")
