"""on_retry is accepted and forgotten."""

KILLED_BY = 8
REPLACE = {
    """                    tell(attempt, error, pause)
""": "",
}
