"""The notice cannot be matched with its alert."""

KILLED_BY = 3
REPLACE = {
    'self._payload("resolved", known.severity, message, details, fingerprint, known.suppressed)': 'self._payload("resolved", known.severity, message, details, fingerprint[::-1], known.suppressed)',
}
