"""Sends, and does not say what became of it."""

KILLED_BY = 1
REPLACE = {
    'self._open[fingerprint] = OpenAlert(severity, self.clock())\n        return "sent"': 'self._open[fingerprint] = OpenAlert(severity, self.clock())',
}
