"""Retries ValueError as well: bad data is fetched three times."""

KILLED_BY = 3
REPLACE = {
    "except retry_on as error:": "except Exception as error:",
}
