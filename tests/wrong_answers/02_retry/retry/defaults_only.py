"""Ignores retry_on."""

KILLED_BY = 3
REPLACE = {
    "except retry_on as error:": "except (ConnectionError, TimeoutError) as error:",
}
