"""404 is retried as if the flight might turn up."""

KILLED_BY = 2
REPLACE = {
    """    if isinstance(error, requests.HTTPError):
        return error.response is not None and error.response.status_code in TRANSIENT_STATUS
""": """    if isinstance(error, requests.HTTPError):
        return error.response is None or error.response.status_code >= 400
""",
}
