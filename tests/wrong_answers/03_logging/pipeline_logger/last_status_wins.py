"""A failure after complete() writes a second end."""

KILLED_BY = 5
ALSO = (8,)
REPLACE = {
    """        if self.run.status != "running":
            return
""": """        if self.run.status != "running" and error is None:
            return
""",
}
