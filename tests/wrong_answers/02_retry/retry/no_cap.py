"""max_delay is ignored."""

KILLED_BY = 4
REPLACE = {
    "backoff_delays(delay, backoff, max_delay, jitter)": "backoff_delays(delay, backoff, float('inf'), jitter)",
}
