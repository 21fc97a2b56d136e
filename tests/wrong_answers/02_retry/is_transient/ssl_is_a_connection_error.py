"""A bad certificate is retried until the night is over."""

KILLED_BY = 2
REPLACE = {
    """    if isinstance(error, requests.exceptions.SSLError):
        return False
""": "",
}
