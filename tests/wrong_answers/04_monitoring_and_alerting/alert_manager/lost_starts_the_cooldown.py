"""Remembers first and sends second: a lost alert silences the next."""

KILLED_BY = 8
REPLACE = {
    'if not self._deliver(alert):\n            return "lost"\n        self._open[fingerprint] = OpenAlert(severity, self.clock())\n        return "sent"': 'self._open[fingerprint] = OpenAlert(severity, self.clock())\n        delivered = self._deliver(alert)\n        return "sent" if delivered else "lost"',
}
