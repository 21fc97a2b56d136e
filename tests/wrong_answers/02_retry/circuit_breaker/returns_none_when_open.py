"""Refuses silently: the caller takes None for the service's answer."""

KILLED_BY = 3
REPLACE = {
    "is_trial = self._admit()": """try:
            is_trial = self._admit()
        except CircuitOpenError:
            return None"""
}
