"""`>` instead of `>=`: one failure more than asked for."""

KILLED_BY = 2
REPLACE = {"self._failures >= self.failure_threshold": "self._failures > self.failure_threshold"}
