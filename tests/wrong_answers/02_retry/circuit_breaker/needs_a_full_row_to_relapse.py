"""Half open it counts from 0 again, so a service that is still down gets a full row of calls."""

KILLED_BY = 5
REPLACE = {
    "                if is_trial or self._failures >= self.failure_threshold:\n": (
        "                if self._failures >= self.failure_threshold:\n                    self._failures = 0\n"
    )
}
