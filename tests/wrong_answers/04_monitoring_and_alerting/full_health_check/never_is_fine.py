"""No run, no complaint: the switch of a dead man who never lived."""

KILLED_BY = 6
REPLACE = {
    'return "failed", "never", {"age_hours": None}': 'return "passed", "recent", {"age_hours": None}',
}
