"""Python's ConnectionError and TimeoutError: requests raises neither."""

KILLED_BY = 1
REPLACE = {
    """    requests.ConnectionError,
    requests.Timeout,
    requests.exceptions.ChunkedEncodingError,
""": "",
}
