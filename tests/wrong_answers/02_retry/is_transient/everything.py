"""Retries everything, bad requests and Ctrl-C included."""

KILLED_BY = 2
REPLACE = {
    """    if isinstance(error, requests.exceptions.SSLError):
        return False
""": """    return True
""",
}
