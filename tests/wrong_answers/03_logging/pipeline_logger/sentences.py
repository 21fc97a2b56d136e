"""The message is a sentence with the stage in it: nothing to group by."""

KILLED_BY = 2
REPLACE = {
    'self._logger.info("stage_started", **fields)': 'self._logger.info(f"stage {name} started", **fields)',
}
