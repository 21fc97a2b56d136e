"""A stage with none around it names itself."""

KILLED_BY = 6
REPLACE = {
    '"parent": self._stages[-1] if self._stages else None}': '"parent": self._stages[-1] if self._stages else name}',
}
