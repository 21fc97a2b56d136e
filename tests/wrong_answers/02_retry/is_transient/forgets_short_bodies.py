"""A body cut short is no ConnectionError."""

KILLED_BY = 1
REPLACE = {
    """    requests.exceptions.ChunkedEncodingError,
""": "",
}
