"""Jitter is half of the delay, always."""

KILLED_BY = 4
REPLACE = {
    """            delays = backoff_delays(delay, backoff, max_delay, jitter)
""": """            delays = backoff_delays(delay, backoff, max_delay, False)
""",
    "pause = next(delays)": "pause = next(delays) / (2 if jitter else 1)",
}
