"""Asks again at once: what a server that is overloaded needs least."""

KILLED_BY = 2
REPLACE = {"delay=delay, sleep=sleep)": "delay=delay, sleep=lambda seconds: None)"}
