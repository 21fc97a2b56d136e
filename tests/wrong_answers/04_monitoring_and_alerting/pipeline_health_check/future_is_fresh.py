"""A time after now is younger than any limit."""

KILLED_BY = 1
REPLACE = {
    """if age < 0:
                return "failed", "future", {"age_hours": age}
            """: '',
}
