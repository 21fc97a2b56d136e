"""No backoff: the delay never grows."""

KILLED_BY = 4
REPLACE = {
    "backoff_delays(delay, backoff, max_delay, jitter)": "backoff_delays(delay, 1.0, max_delay, jitter)",
}
