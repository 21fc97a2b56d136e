"""A pipeline that never ran breaks the check."""

KILLED_BY = 6
REPLACE = {
    """if newest is None:
                return "failed", "never", {"age_hours": None}
            """: '',
}
