"""Checks the time without the coming sleep, as stop_after_delay does."""

KILLED_BY = 9
REPLACE = {
    "time.monotonic() - started + pause > max_elapsed": "time.monotonic() - started > max_elapsed",
}
