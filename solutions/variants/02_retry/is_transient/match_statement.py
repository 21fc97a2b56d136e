"""Structural matching: the exceptions from the rule come first."""

def is_transient(error):
    match error:
        case requests.exceptions.SSLError():
            return False
        case requests.HTTPError(response=requests.Response(status_code=code)):
            return code in (408, 429, 500, 502, 503, 504)
        case requests.ConnectionError() | requests.Timeout() | requests.exceptions.ChunkedEncodingError():
            return True
        case (
            delta_errors.ConcurrentAppendException()
            | delta_errors.ConcurrentDeleteReadException()
            | delta_errors.ConcurrentDeleteDeleteException()
            | delta_errors.ProtocolChangedException()
        ):
            return True
        case _:
            return False
