"""A notice for every green check, all day long."""

KILLED_BY = 3
ALSO = (8,)
REPLACE = {
    """if known is None:
            return "nothing"
""": """known = known or OpenAlert("info", 0.0)
""",
    'del self._open[fingerprint]': 'self._open.pop(fingerprint, None)',
}
