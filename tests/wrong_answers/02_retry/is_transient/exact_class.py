"""type(error) in …: a library's own subclass is not recognised."""

KILLED_BY = 3
REPLACE = {
    "    return isinstance(error, TRANSIENT_ERRORS)": "    return type(error) in (*TRANSIENT_ERRORS, requests.ConnectTimeout, requests.ReadTimeout)",
}
