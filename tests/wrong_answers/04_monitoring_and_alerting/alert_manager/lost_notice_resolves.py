"""A recovery notice that nobody got closes the problem."""

KILLED_BY = 8
REPLACE = {
    """if not self._deliver(notice):
""": """if not self._deliver(notice):
            del self._open[fingerprint]
""",
}
