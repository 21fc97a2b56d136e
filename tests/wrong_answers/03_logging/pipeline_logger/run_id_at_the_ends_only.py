"""Only start and end name the run; the metrics in between belong to nobody."""

KILLED_BY = 1
REPLACE = {
    'self._logger.info("metric", metric=name, value=value, stage': 'self._logger.info("metric", metric=name, value=value, run_id=None, stage',
}
