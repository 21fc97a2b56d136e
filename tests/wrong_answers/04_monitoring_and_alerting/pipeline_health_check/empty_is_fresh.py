"""Nothing there, so nothing is old."""

KILLED_BY = 1
REPLACE = {
    'return "failed", "empty", {"age_hours": None}': 'return "passed", "fresh", {"age_hours": None}',
}
