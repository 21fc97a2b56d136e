"""Forgets that an early departure, a negative delay, is on time."""

KILLED_BY = 1
REPLACE = {"delay < 15": "0 <= delay < 15"}
