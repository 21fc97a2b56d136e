"""No failure, so healthy."""

KILLED_BY = 4
REPLACE = {
    'overall = "degraded" if "warning" in seen else "healthy"': 'overall = "healthy"',
}
