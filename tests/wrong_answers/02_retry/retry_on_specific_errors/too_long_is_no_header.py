"""Asked for too long, goes on as if nobody had asked."""

KILLED_BY = 5
REPLACE = {
    """            if not retryable(error) or asked > max_delay:
                raise
""": """            if not retryable(error):
                raise
            asked = asked if asked <= max_delay else 0.0
""",
}
