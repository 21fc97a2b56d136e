"""Blind and bad are one: a check that cannot look says failed, stale."""

KILLED_BY = 3
REPLACE = {
    'status, outcome, observed = "error", "error", f"': 'status, outcome, observed = "failed", "stale", f"',
}
