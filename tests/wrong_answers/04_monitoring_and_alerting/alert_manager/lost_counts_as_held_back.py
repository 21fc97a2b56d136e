"""A lost alert is added to those held back."""

KILLED_BY = 8
REPLACE = {
    'if not self._deliver(alert):\n            return "lost"': 'if not self._deliver(alert):\n            if known:\n                known.suppressed += 1\n            return "lost"',
}
