"""Asks again at once."""

KILLED_BY = 7
REPLACE = {"delay=delay, sleep=sleep)": "delay=delay, sleep=lambda seconds: None)"}
