"""Raises an error of its own: callers that catch ConnectionError no longer do."""

KILLED_BY = 2
REPLACE = {
    """            return function(*args, **kwargs)  # the last attempt: its error is the caller's
""": """            try:
                return function(*args, **kwargs)
            except retry_on as error:
                raise RuntimeError(f'failed after {max_attempts} attempts') from error
""",
}
