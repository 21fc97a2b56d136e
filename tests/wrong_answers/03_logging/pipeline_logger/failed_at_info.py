"""A failed run is logged at level info, where no alarm looks."""

KILLED_BY = 4
REPLACE = {
    'self._logger.error(event, status="failed"': 'self._logger.info(event, status="failed"',
}
