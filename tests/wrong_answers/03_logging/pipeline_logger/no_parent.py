"""A stage does not name its parent."""

KILLED_BY = 6
REPLACE = {
    '{"stage": name, "parent": self._stages[-1] if self._stages else None}': '{"stage": name}',
}
