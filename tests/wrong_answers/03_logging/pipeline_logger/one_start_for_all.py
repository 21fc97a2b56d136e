"""One variable holds the start: the outer stage is as short as the inner one."""

KILLED_BY = 3
REPLACE = {
    """        began, failure, _ = self._clock(), None, self.run  # which raises before start
""": """        self._at, failure, _ = self._clock(), None, self.run
""",
    'self._end("stage_completed", self._clock() - began, failure, **fields)': 'self._end("stage_completed", self._clock() - self._at, failure, **fields)',
}
