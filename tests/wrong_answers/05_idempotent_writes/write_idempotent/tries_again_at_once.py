"""Tries again without a pause, so that two writers keep meeting."""

KILLED_BY = 11
REPLACE = {"            sleep(random.uniform(0, min(30, 2**attempt)))": "            continue"}
