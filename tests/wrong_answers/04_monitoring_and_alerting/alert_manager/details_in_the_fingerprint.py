"""All details are part of it: the same check with another number is another problem."""

KILLED_BY = 2
ALSO = (3,)
REPLACE = {
    'self._fingerprint(details.get("check"), details.get("table"), message)': 'self._fingerprint(details.get("check"), details.get("table"), message) + str(len(details))',
}
