"""Asks about SSLError when ConnectionError has already said yes."""

KILLED_BY = 2
REPLACE = {
    """    if isinstance(error, requests.exceptions.SSLError):
        return False
""": "",
    """    if isinstance(error, requests.HTTPError):
        return error.response is not None and error.response.status_code in TRANSIENT_STATUS
""": """    if isinstance(error, requests.HTTPError):
        return error.response is not None and error.response.status_code in TRANSIENT_STATUS
    if isinstance(error, requests.ConnectionError):
        return True
    if isinstance(error, requests.exceptions.SSLError):
        return False
""",
}
