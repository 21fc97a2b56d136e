"""on_retry is called when nothing is retried any more."""

KILLED_BY = 8
REPLACE = {
    """            return function(*args, **kwargs)  # the last attempt: its error is the caller's
""": """            try:
                return function(*args, **kwargs)
            except retry_on as error:
                tell(max_attempts, error, 0.0)
                raise
""",
}
