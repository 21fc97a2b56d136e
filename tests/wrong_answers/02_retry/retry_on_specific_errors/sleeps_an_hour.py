"""Asked for an hour, sleeps an hour."""

KILLED_BY = 5
REPLACE = {
    " or asked > max_delay": "",
    """        sleep(min(max_delay, asked + random.uniform(0, ceiling)))
""": """        sleep(asked + random.uniform(0, ceiling))
""",
}
