"""The jitter is drawn once, when the function is decorated."""

KILLED_BY = 4
REPLACE = {
    "    def decorate(function": """    share = random.Random(7).random() if jitter else 1.0

    def decorate(function""",
    """            delays = backoff_delays(delay, backoff, max_delay, jitter)
""": """            delays = (share * d for d in backoff_delays(delay, backoff, max_delay, False))
""",
}
