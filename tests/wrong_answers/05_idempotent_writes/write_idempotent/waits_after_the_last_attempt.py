"""Waits, and only then sees that no attempt is left."""

KILLED_BY = 11
REPLACE = {
    "            if attempt == max_attempts:\n                raise\n            sleep(random.uniform(0, min(30, 2**attempt)))": "            sleep(random.uniform(0, min(30, 2**attempt)))\n            if attempt == max_attempts:\n                raise"
}
