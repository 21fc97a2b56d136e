"""Not everything passed, so all is lost."""

KILLED_BY = 4
REPLACE = {
    'overall = "degraded" if "warning" in seen else "healthy"': 'overall = "unhealthy" if "warning" in seen else "healthy"',
}
