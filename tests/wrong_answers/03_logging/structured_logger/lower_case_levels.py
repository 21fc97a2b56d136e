"""Writes info instead of INFO."""

KILLED_BY = 5
ALSO = (1, 3)
REPLACE = {
    '"level": logging.getLevelName(level),': '"level": logging.getLevelName(level).lower(),',
}
