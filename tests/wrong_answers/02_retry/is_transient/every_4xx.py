"""Reads 4xx as "try again"."""

KILLED_BY = 2
REPLACE = {
    "error.response is not None and error.response.status_code in TRANSIENT_STATUS": "error.response is not None and error.response.status_code >= 400",
}
