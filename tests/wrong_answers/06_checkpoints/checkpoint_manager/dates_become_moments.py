"""A date is stored as midnight, and comes back as a datetime."""

KILLED_BY = 1
REPLACE = {
    'return "date", mark.isoformat()': 'return "timestamp", f"{mark.isoformat()}T00:00:00+00:00"',
}
