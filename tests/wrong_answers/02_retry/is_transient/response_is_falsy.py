"""A Response with status 503 counts as false: nothing is ever retried."""

KILLED_BY = 1
REPLACE = {
    "error.response is not None and error.response.status_code in TRANSIENT_STATUS": "bool(error.response and error.response.status_code in TRANSIENT_STATUS)",
}
