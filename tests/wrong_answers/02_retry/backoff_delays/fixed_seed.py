"""Without rng every client draws the same numbers."""

KILLED_BY = 3
REPLACE = {
    "rng or random.Random()": "rng or random.Random(0)",
}
