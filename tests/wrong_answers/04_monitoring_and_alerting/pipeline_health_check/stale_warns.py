"""An old table is only a warning."""

KILLED_BY = 1
REPLACE = {
    'return "failed", "stale"': 'return "warning", "stale"',
}
