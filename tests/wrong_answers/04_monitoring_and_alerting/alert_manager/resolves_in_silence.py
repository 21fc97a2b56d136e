"""Forgets the problem without telling anybody."""

KILLED_BY = 3
ALSO = (8,)
REPLACE = {
    """if not self._deliver(self._payload("resolved", known.severity, message, details, fingerprint, known.suppressed)):
            return "lost"
        """: '',
}
