"""A datetime without a zone is taken for UTC, which is a guess."""

KILLED_BY = 1
REPLACE = {
    'raise ValueError(f"{mark} has no zone: nobody knows which moment it is")': "mark = mark.replace(tzinfo=UTC)",
}
