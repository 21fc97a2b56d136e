"""Every client draws the same jitter."""

KILLED_BY = 4
REPLACE = {
    "backoff_delays(delay, backoff, max_delay, jitter)": "backoff_delays(delay, backoff, max_delay, jitter, random.Random(42))",
}
