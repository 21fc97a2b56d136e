"""functools.singledispatch knows about subclasses by itself."""

@functools.singledispatch
def is_transient(error):
    return False


for _kind in (
    requests.ConnectionError,
    requests.Timeout,
    requests.exceptions.ChunkedEncodingError,
    delta_errors.ConcurrentAppendException,
    delta_errors.ConcurrentDeleteReadException,
    delta_errors.ConcurrentDeleteDeleteException,
    delta_errors.ProtocolChangedException,
):
    is_transient.register(_kind, lambda error: True)

is_transient.register(requests.exceptions.SSLError, lambda error: False)


@is_transient.register
def _(error: requests.HTTPError):
    return error.response is not None and (
        error.response.status_code in (408, 429) or error.response.status_code >= 500
    )
