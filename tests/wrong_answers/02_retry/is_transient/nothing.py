"""Retries nothing."""

KILLED_BY = 1
REPLACE = {
    """    if isinstance(error, requests.exceptions.SSLError):
        return False
""": """    return False
""",
}
