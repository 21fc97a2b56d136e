"""The first retry waits delay * backoff."""

KILLED_BY = 4
REPLACE = {
    "backoff_delays(delay, backoff, max_delay, jitter)": "backoff_delays(delay * backoff, backoff, max_delay, jitter)",
}
