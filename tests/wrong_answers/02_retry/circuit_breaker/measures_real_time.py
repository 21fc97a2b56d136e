"""Reads the system's clock instead of the one it was given: nobody can test it without waiting."""

KILLED_BY = 4
REPLACE = {
    "failure_threshold, reset_after, clock\n": "failure_threshold, reset_after, time.monotonic\n",
}
