"""Drops the zone of the date: naive minus aware is a TypeError, swallowed like nonsense."""

KILLED_BY = 4
REPLACE = {
    "parsedate_to_datetime(text) -": "parsedate_to_datetime(text).replace(tzinfo=None) -",
}
