"""Mistakes in ``is_transient``, and the criterion that must catch each."""

from autograder.authoring.answers import mistake
from autograder.exercises.retry.transient import IsTransient

MISTAKES = [
    mistake(
        "builtins_only",
        "Python's ConnectionError and TimeoutError: requests raises neither.",
        killed_by=IsTransient.yes,
        replace={
            """    requests.ConnectionError,
    requests.Timeout,
    requests.exceptions.ChunkedEncodingError,
""": "",
        },
    ),
    mistake(
        "by_message",
        "Searches the message for numbers and words.",
        killed_by=IsTransient.yes,
        also=(IsTransient.no,),
        whole="""
def is_transient(error):
    return any(word in str(error) for word in ("timeout", "429", "500", "502", "503", "504", "Concurrent"))
""",
    ),
    mistake(
        "by_name",
        "Compares class names: strangers of the same name get in.",
        killed_by=IsTransient.by_isinstance,
        replace={
            "    return isinstance(error, TRANSIENT_ERRORS)": "    return any(base.__name__ in {known.__name__ for known in TRANSIENT_ERRORS} for base in type(error).__mro__)",
        },
    ),
    mistake(
        "crashes_without_response",
        "An HTTPError made by hand has no response: the question itself fails.",
        killed_by=IsTransient.no,
        replace={
            "error.response is not None and error.response.status_code in TRANSIENT_STATUS": "error.response.status_code in TRANSIENT_STATUS",
        },
    ),
    mistake(
        "delta_base_class",
        "Expects a common base class that Delta's errors do not have in Python.",
        killed_by=IsTransient.yes,
        replace={
            """    delta_errors.ConcurrentAppendException,
    delta_errors.ConcurrentDeleteReadException,
    delta_errors.ConcurrentDeleteDeleteException,
    delta_errors.ProtocolChangedException,
""": """    delta_errors.DeltaConcurrentModificationException,
""",
        },
    ),
    mistake(
        "every_4xx",
        'Reads 4xx as "try again".',
        killed_by=IsTransient.no,
        replace={
            "error.response is not None and error.response.status_code in TRANSIENT_STATUS": "error.response is not None and error.response.status_code >= 400",
        },
    ),
    mistake(
        "every_delta_conflict",
        "A concurrent transaction with the same id has done this very write already.",
        killed_by=IsTransient.no,
        replace={
            """    delta_errors.ProtocolChangedException,
""": """    delta_errors.ProtocolChangedException,
    delta_errors.ConcurrentTransactionException,
""",
        },
    ),
    mistake(
        "every_http_error",
        "404 is retried as if the flight might turn up.",
        killed_by=IsTransient.no,
        replace={
            """    if isinstance(error, requests.HTTPError):
        return error.response is not None and error.response.status_code in TRANSIENT_STATUS
""": """    if isinstance(error, requests.HTTPError):
        return error.response is None or error.response.status_code >= 400
""",
        },
    ),
    mistake(
        "every_os_error",
        "requests' errors are OSErrors, so this says yes to all of them.",
        killed_by=IsTransient.no,
        replace={
            """    ConnectionError,
    TimeoutError,
""": """    OSError,
""",
        },
    ),
    mistake(
        "every_request_exception",
        "RequestException: a complete bad body and a wrong URL are retried too.",
        killed_by=IsTransient.no,
        replace={
            """    requests.ConnectionError,
    requests.Timeout,
""": """    requests.RequestException,
""",
        },
    ),
    mistake(
        "every_spark_error",
        "PySparkException covers a typo in a column as well.",
        killed_by=IsTransient.no,
        replace={
            """    delta_errors.ConcurrentAppendException,
""": """    __import__('pyspark.errors').errors.PySparkException,
    delta_errors.ConcurrentAppendException,
""",
        },
    ),
    mistake(
        "everything",
        "Retries everything, bad requests and Ctrl-C included.",
        killed_by=IsTransient.no,
        replace={
            """    if isinstance(error, requests.exceptions.SSLError):
        return False
""": """    return True
""",
        },
    ),
    mistake(
        "exact_class",
        "type(error) in …: a library's own subclass is not recognised.",
        killed_by=IsTransient.by_isinstance,
        replace={
            "    return isinstance(error, TRANSIENT_ERRORS)": "    return type(error) in (*TRANSIENT_ERRORS, requests.ConnectTimeout, requests.ReadTimeout)",
        },
    ),
    mistake(
        "forgets_408",
        "The server gave up waiting for the request.",
        killed_by=IsTransient.yes,
        replace={
            "{408, 429, ": "{429, ",
        },
    ),
    mistake(
        "forgets_429",
        'Too many requests is the clearest "come back later" there is.',
        killed_by=IsTransient.yes,
        replace={
            "{408, 429, ": "{408, ",
        },
    ),
    mistake(
        "forgets_short_bodies",
        "A body cut short is no ConnectionError.",
        killed_by=IsTransient.yes,
        replace={
            """    requests.exceptions.ChunkedEncodingError,
""": "",
        },
    ),
    mistake(
        "knows_no_delta",
        "A lost race for a commit is worth another attempt.",
        killed_by=IsTransient.yes,
        replace={
            """    delta_errors.ConcurrentAppendException,
    delta_errors.ConcurrentDeleteReadException,
    delta_errors.ConcurrentDeleteDeleteException,
    delta_errors.ProtocolChangedException,
""": "",
        },
    ),
    mistake(
        "nothing",
        "Retries nothing.",
        killed_by=IsTransient.yes,
        replace={
            """    if isinstance(error, requests.exceptions.SSLError):
        return False
""": """    return False
""",
        },
    ),
    mistake(
        "only_503",
        "Knows one status.",
        killed_by=IsTransient.yes,
        replace={
            "{408, 429, 500, 502, 503, 504}": "{503}",
        },
    ),
    mistake(
        "response_is_falsy",
        "A Response with status 503 counts as false: nothing is ever retried.",
        killed_by=IsTransient.yes,
        replace={
            "error.response is not None and error.response.status_code in TRANSIENT_STATUS": "bool(error.response and error.response.status_code in TRANSIENT_STATUS)",
        },
    ),
    mistake(
        "ssl_asked_last",
        "Asks about SSLError when ConnectionError has already said yes.",
        killed_by=IsTransient.no,
        replace={
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
        },
    ),
    mistake(
        "ssl_is_a_connection_error",
        "A bad certificate is retried until the night is over.",
        killed_by=IsTransient.no,
        replace={
            """    if isinstance(error, requests.exceptions.SSLError):
        return False
""": "",
        },
    ),
    mistake(
        "two_first_creates",
        "Forgets that two writers may create the table at once.",
        killed_by=IsTransient.yes,
        replace={
            """    delta_errors.ProtocolChangedException,
""": "",
        },
    ),
]
