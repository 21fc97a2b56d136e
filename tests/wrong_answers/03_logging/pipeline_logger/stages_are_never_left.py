"""The list of open stages is never popped: what comes later seems to lie in them."""

KILLED_BY = 2
REPLACE = {
    """            self._stages.pop()
""": "",
}
