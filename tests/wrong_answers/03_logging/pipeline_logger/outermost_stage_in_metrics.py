"""A metric names the outermost stage."""

KILLED_BY = 2
REPLACE = {
    "value=value, stage=self._stages[-1]": "value=value, stage=self._stages[0]",
}
