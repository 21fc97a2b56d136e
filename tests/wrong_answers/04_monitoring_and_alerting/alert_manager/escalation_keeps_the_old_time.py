"""The cooldown runs from the first alert, not from the one that counts."""

KILLED_BY = 4
REPLACE = {
    'self._open[fingerprint] = OpenAlert(severity, self.clock())': """fresh = known is None or self.clock() - known.sent_at >= self.cooldown
        self._open[fingerprint] = OpenAlert(severity, self.clock() if fresh else known.sent_at)""",
}
