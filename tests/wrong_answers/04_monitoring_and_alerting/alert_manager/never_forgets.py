"""Sends the notice and keeps the problem: the notice comes again, the next alert does not."""

KILLED_BY = 3
ALSO = (8,)
REPLACE = {
    """        del self._open[fingerprint]
""": '',
}
