"""A bare except in an endless loop: nothing stops it, not even Ctrl-C."""

KILLED_BY = 2
REPLACE = {
    "in range(1, max_attempts):": "in itertools.count(1):",
    "except retry_on as error:": "except BaseException as error:",
}
