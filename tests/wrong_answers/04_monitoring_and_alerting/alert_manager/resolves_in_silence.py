"""Forgets the problem without telling anybody."""

KILLED_BY = 3
ALSO = (8,)
REPLACE = {
    """if not self._deliver(notice):
            return "lost"
        """: '',
}
