"""Repairs a body cut short by hand and returns the rows it got: too few, and nobody knows."""

KILLED_BY = 1
REPLACE = {
    "    return retry_on_specific_errors(attempt": """    def attempt_or_half(whole=attempt):
        try:
            return whole()
        except requests.exceptions.ChunkedEncodingError:
            return []

    return retry_on_specific_errors(attempt_or_half"""
}
