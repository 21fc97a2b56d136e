"""A successful trial closes it but keeps the count: the next single failure opens it again."""

KILLED_BY = 4
REPLACE = {
    """if counts and outcome == "success":
                self._failures, self._opened_at = 0, None""": """if counts and outcome == "success":
                self._failures, self._opened_at = (self._failures if is_trial else 0), None"""
}
