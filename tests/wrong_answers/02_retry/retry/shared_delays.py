"""The delays are made once per decorator: the second call goes on where the first stopped."""

KILLED_BY = 6
REPLACE = {
    "    def decorate(function": """    delays = backoff_delays(delay, backoff, max_delay, jitter)

    def decorate(function""",
    """            delays = backoff_delays(delay, backoff, max_delay, jitter)
""": "",
}
