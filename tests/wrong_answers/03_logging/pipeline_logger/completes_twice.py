"""complete logs each time it is called."""

KILLED_BY = 5
ALSO = (8,)
REPLACE = {
    """        if self.run.status != "running":
            return
""": """        _ = self.run
""",
}
