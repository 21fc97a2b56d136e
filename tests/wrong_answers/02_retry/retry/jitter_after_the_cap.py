"""Jitter on top of the capped delay."""

KILLED_BY = 4
REPLACE = {
    """            delays = backoff_delays(delay, backoff, max_delay, jitter)
""": """            delays = backoff_delays(delay, backoff, max_delay, False)
""",
    "pause = next(delays)": "pause = next(delays) + (random.uniform(0, delay) if jitter else 0)",
}
