"""The run's duration counts from its construction."""

KILLED_BY = 3
ALSO = (8,)
REPLACE = {
    """        self._began = self._clock()
""": "",
    """        self._clock = clock
""": """        self._clock, self._began = clock, 0.0
""",
}
