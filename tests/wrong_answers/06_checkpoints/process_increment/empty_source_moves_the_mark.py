"""Where there are no rows, the mark becomes the time of the run, to have one."""

KILLED_BY = 5
REPLACE = {
    """if hi is None:
        return
""": """if hi is None:
        hi = datetime.now()
""",
}
