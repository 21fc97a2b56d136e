"""A failed trial leaves the moment of opening as it was: trial after trial, without a rest."""

KILLED_BY = 5
REPLACE = {
    """                    self._opened_at = self.clock()""": """                    if self._opened_at is None:
                        self._opened_at = self.clock()"""
}
