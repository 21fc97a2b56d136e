"""All clients come back in the same second."""

KILLED_BY = 4
REPLACE = {
    "backoff_delays(delay, backoff, max_delay, jitter)": "backoff_delays(delay, backoff, max_delay, False)",
}
