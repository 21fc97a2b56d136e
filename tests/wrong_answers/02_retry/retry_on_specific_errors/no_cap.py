"""The delays grow beyond max_delay."""

KILLED_BY = 6
REPLACE = {
    "backoff_delays(delay, 2.0, max_delay, jitter=False)": "backoff_delays(delay, 2.0, float('inf'), jitter=False)",
    """        sleep(min(max_delay, asked + random.uniform(0, ceiling)))
""": """        sleep(max(asked, random.uniform(ceiling / 2, ceiling)))
""",
}
