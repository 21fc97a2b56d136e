"""An HTTPError made by hand has no response: the question itself fails."""

KILLED_BY = 2
REPLACE = {
    "error.response is not None and error.response.status_code in TRANSIENT_STATUS": "error.response.status_code in TRANSIENT_STATUS",
}
