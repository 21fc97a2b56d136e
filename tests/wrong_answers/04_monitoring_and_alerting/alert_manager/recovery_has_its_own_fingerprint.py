"""The notice cannot be matched with its alert."""

KILLED_BY = 3
REPLACE = {
    """message, details, fingerprint, held_back)
        if not self._deliver(notice)""": """message, details, fingerprint[::-1], held_back)
        if not self._deliver(notice)""",
}
