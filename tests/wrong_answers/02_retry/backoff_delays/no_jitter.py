"""The option is accepted and ignored."""

KILLED_BY = 2
REPLACE = {
    "rng.uniform(0, ceiling) if jitter else ceiling": "ceiling",
}
