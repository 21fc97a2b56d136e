"""Takes what was asked as the upper end of the jitter."""

KILLED_BY = 3
ALSO = (4,)
REPLACE = {
    """        sleep(min(max_delay, asked + random.uniform(0, ceiling)))
""": """        sleep(random.uniform(0, max(asked, ceiling)))
""",
}
