"""Remembers first and sends second: a lost alert silences the next."""

KILLED_BY = 8
REPLACE = {
    'if not self._deliver(self._payload("firing", severity, message, details, fingerprint, held_back)):\n            return "lost"\n        self._open[fingerprint] = OpenAlert(severity, self.clock())\n        return "sent"': 'self._open[fingerprint] = OpenAlert(severity, self.clock())\n        delivered = self._deliver(self._payload("firing", severity, message, details, fingerprint, held_back))\n        return "sent" if delivered else "lost"',
}
