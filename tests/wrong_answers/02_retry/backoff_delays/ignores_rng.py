"""Draws from the global source, so that no test can repeat it."""

KILLED_BY = 3
REPLACE = {
    "rng.uniform(0, ceiling)": "random.uniform(0, ceiling)",
}
