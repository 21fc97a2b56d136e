"""Equal jitter: the lower half of the range stays empty."""

KILLED_BY = 2
REPLACE = {
    "rng.uniform(0, ceiling)": "ceiling / 2 + rng.uniform(0, ceiling / 2)",
}
