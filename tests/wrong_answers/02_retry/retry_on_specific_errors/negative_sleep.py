"""A date in the past becomes a negative sleep."""

KILLED_BY = 6
REPLACE = {
    """        return max(0.0, (parsedate_to_datetime(text) - now()).total_seconds())
""": """        return (parsedate_to_datetime(text) - now()).total_seconds()
""",
    """        sleep(min(max_delay, asked + random.uniform(0, ceiling)))
""": """        sleep(min(max_delay, asked) if asked else random.uniform(0, ceiling))
""",
}
