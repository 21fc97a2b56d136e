"""Every refused call starts the wait again: a busy pipeline never gets to its trial."""

KILLED_BY = 4
REPLACE = {
    """raise CircuitOpenError(""": """self._opened_at = self.clock()
                raise CircuitOpenError("""
}
