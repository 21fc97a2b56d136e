"""Noise is added to the capped delay and passes the cap."""

KILLED_BY = 2
REPLACE = {
    "rng.uniform(0, ceiling)": "ceiling + rng.uniform(0, ceiling)",
}
