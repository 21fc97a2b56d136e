"""The notice says firing."""

KILLED_BY = 3
ALSO = (8,)
REPLACE = {
    'self._payload("resolved", known.severity': 'self._payload("firing", known.severity',
}
