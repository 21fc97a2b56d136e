"""Includes the limit: a flight that leaves 15 minutes late is late."""

KILLED_BY = 1
REPLACE = {"delay < 15": "delay <= 15"}
