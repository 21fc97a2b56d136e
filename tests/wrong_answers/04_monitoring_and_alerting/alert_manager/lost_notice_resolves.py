"""A recovery notice that nobody got closes the problem."""

KILLED_BY = 8
REPLACE = {
    'fingerprint, known.suppressed)):\n            return "lost"': 'fingerprint, known.suppressed)):\n            del self._open[fingerprint]\n            return "lost"',
}
