"""A metric does not say in which stage it was logged."""

KILLED_BY = 2
REPLACE = {
    ", stage=self._stages[-1] if self._stages else None)": ")",
}
