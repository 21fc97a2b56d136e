"""Noise in both directions: some delays are negative."""

KILLED_BY = 2
REPLACE = {
    "rng.uniform(0, ceiling)": "rng.uniform(-ceiling, ceiling)",
}
