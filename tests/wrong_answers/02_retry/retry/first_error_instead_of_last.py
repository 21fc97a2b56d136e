"""Keeps the first error and raises that one."""

KILLED_BY = 2
REPLACE = {
    """            delays = backoff_delays(delay, backoff, max_delay, jitter)
""": """            delays = backoff_delays(delay, backoff, max_delay, jitter)
            first = None
""",
    """                except retry_on as error:
""": """                except retry_on as error:
                    first = first or error
""",
    """            return function(*args, **kwargs)  # the last attempt: its error is the caller's
""": """            try:
                return function(*args, **kwargs)
            except retry_on as error:
                raise first or error from None
""",
}
