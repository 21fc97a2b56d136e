"""Half of the delay, always: nothing is drawn."""

KILLED_BY = 2
REPLACE = {
    "rng.uniform(0, ceiling)": "ceiling / 2",
}
