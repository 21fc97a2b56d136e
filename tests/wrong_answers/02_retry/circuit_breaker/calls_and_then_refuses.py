"""Calls the service first and looks at the circuit afterwards: the service gets no rest."""

KILLED_BY = 3
REPLACE = {
    "is_trial = self._admit()": "fn(*args, **kwargs) if self.state == 'open' else None\n        is_trial = self._admit()"
}
