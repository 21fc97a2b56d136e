"""A little noise around the delay: the clients still knock together."""

KILLED_BY = 2
REPLACE = {
    "rng.uniform(0, ceiling)": "ceiling * rng.uniform(0.9, 1.0)",
}
