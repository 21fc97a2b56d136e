"""Subtracts None: an empty table is an error of the check."""

KILLED_BY = 1
REPLACE = {
    """if newest is None:
                return "failed", "empty", {"age_hours": None}
            """: '',
}
