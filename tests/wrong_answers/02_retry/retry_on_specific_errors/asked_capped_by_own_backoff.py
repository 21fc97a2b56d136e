"""The smaller of the two waits wins."""

KILLED_BY = 3
ALSO = (4,)
REPLACE = {
    """        sleep(min(max_delay, asked + random.uniform(0, ceiling)))
""": """        sleep(min(asked, ceiling) if asked else random.uniform(0, ceiling))
""",
}
