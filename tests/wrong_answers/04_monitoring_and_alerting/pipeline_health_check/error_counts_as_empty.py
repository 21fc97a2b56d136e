"""A table that is missing has no rows."""

KILLED_BY = 3
REPLACE = {
    'status, outcome, observed = "error", "error", f"{type(error).__name__}: {first_line}"': 'status, outcome, observed = "failed", "empty", {"age_hours": None}',
}
