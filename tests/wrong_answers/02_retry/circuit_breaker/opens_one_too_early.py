"""Opens with one failure still to go."""

KILLED_BY = 2
REPLACE = {"self._failures >= self.failure_threshold": "self._failures >= self.failure_threshold - 1"}
