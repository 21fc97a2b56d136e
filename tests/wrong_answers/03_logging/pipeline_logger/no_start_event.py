"""Only ends are logged: a process that dies leaves nothing."""

KILLED_BY = 2
ALSO = (5, 7)
REPLACE = {
    """        self._logger.info("pipeline_started")
""": "",
}
