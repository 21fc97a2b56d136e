"""Only what the contract lists; server errors as a range with its exception."""

_LATER = {408, 429, 500, 502, 503, 504}


def is_transient(error):
    status = getattr(getattr(error, "response", None), "status_code", None)
    return (isinstance(error, requests.exceptions.HTTPError) and status in _LATER) or (
        isinstance(error, (
            requests.exceptions.ConnectionError,
            requests.exceptions.Timeout,
            requests.exceptions.ChunkedEncodingError,
            delta_errors.ConcurrentAppendException,
            delta_errors.ConcurrentDeleteReadException,
            delta_errors.ConcurrentDeleteDeleteException,
            delta_errors.ProtocolChangedException,
        ))
        and not isinstance(error, requests.exceptions.SSLError)
    )
