"""Without a header it hammers the server."""

KILLED_BY = 6
REPLACE = {
    """        sleep(min(max_delay, asked + random.uniform(0, ceiling)))
""": """        if asked:
            sleep(asked)
""",
}
