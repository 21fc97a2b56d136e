"""No rows and old rows are told apart by nobody."""

KILLED_BY = 1
REPLACE = {
    'return "failed", "empty", {"age_hours": None}': 'return "failed", "stale", {"age_hours": None}',
}
