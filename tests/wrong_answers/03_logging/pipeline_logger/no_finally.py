"""The end is logged after the yield: a failed stage has none."""

KILLED_BY = 4
ALSO = (6,)
REPLACE = {
    """        try:
            yield
        except BaseException as error:
            failure = error
            raise
        finally:
            self._stages.pop()
            self._end("stage_completed", self._clock() - began, failure, **fields)""": """        yield
        self._stages.pop()
        self._end("stage_completed", self._clock() - began, failure, **fields)""",
}
