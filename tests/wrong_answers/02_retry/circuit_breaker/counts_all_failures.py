"""Counts failures in all: one a day would open it after a week of good service."""

KILLED_BY = 2
REPLACE = {
    """if counts and outcome == "success":
                self._failures, self._opened_at = 0, None""": """if is_trial and outcome == "success":
                self._failures, self._opened_at = 0, None"""
}
