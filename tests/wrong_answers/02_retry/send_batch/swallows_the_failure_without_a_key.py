"""Sends once without a key and never looks whether it worked."""

KILLED_BY = 2
ALSO = (5,)
REPLACE = {
    "    attempts = 1 if idempotency_key is None else max_attempts\n": """    attempts = max_attempts
    if idempotency_key is None:
        with suppress(requests.RequestException):
            requests.post(url, json=rows, timeout=timeout)
        return
"""
}
