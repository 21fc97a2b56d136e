"""A warning instead of an error."""

KILLED_BY = 3
REPLACE = {
    'logger.error("run_not_recorded"': 'logger.warning("run_not_recorded"',
}
