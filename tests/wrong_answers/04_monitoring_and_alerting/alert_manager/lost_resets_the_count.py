"""A lost alert forgets how many were held back."""

KILLED_BY = 8
REPLACE = {
    'if not self._deliver(alert):\n            return "lost"': 'if not self._deliver(alert):\n            if known:\n                known.suppressed = 0\n            return "lost"',
}
