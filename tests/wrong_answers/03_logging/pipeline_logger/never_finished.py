"""finished_at stays empty."""

KILLED_BY = 8
REPLACE = {
    """            finished_at=datetime.now(UTC),
""": "",
}
