"""Takes the status of the answer for nothing: a 503 page that parses is returned as data."""

KILLED_BY = 1
ALSO = (4,)
REPLACE = {"        response.raise_for_status()\n": ""}
