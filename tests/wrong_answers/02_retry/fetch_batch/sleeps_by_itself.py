"""Ignores the `sleep` it is given: no test of it can be fast."""

KILLED_BY = 2
REPLACE = {
    "delay=delay, sleep=sleep)": "delay=delay / 10, sleep=lambda seconds: time.sleep(min(seconds, 0.01)))"
}
