"""Retries the person who presses Ctrl-C."""

KILLED_BY = 3
REPLACE = {
    "except retry_on as error:": "except BaseException as error:",
}
