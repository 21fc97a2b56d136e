"""A callable that says False has not raised."""

KILLED_BY = 5
ALSO = (8,)
REPLACE = {
    'refused = channel(payload) is False': """channel(payload)
                    refused = False""",
}
