"""Raises TimeoutError instead of the original error."""

KILLED_BY = 5
REPLACE = {
    """            if not retryable(error) or asked > max_delay:
                raise
""": """            if not retryable(error):
                raise
            if asked > max_delay:
                raise TimeoutError('asked to wait too long') from error
""",
}
