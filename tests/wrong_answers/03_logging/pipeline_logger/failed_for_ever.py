"""A stage that failed makes the run failed, though the pipeline dealt with the error and went on."""

KILLED_BY = 4
REPLACE = {
    "            failure = error\n": "            failure = self._failure = error\n",
    """        seconds = self._clock() - self._began
""": """        seconds = self._clock() - self._began
        error = error or getattr(self, "_failure", None)
""",
}
