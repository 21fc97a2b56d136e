"""Starts no cooldown, and says sent all the same."""

KILLED_BY = 8
REPLACE = {
    'if not self._deliver(alert):\n            return "lost"': 'if not self._deliver(alert):\n            return "sent"',
}
