"""Calls time.sleep itself, so that nobody can test it without waiting."""

KILLED_BY = 11
REPLACE = {"            sleep(random.uniform(0, min(30, 2**attempt)))": "            time.sleep(0.01)"}
