"""The severity is part of the fingerprint: a lower one does not wait."""

KILLED_BY = 4
ALSO = (3, 8)
REPLACE = {
    'fingerprint = self._fingerprint(details.get("check"), details.get("table"), message)': 'fingerprint = self._fingerprint(details.get("check"), details.get("table"), message) + severity',
    'fingerprint = self._fingerprint(check, table, "")': 'fingerprint = next((f for s in SEVERITIES if (f := self._fingerprint(check, table, "") + s) in self._open), "")',
}
