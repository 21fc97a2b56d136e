"""A second complete is an error."""

KILLED_BY = 5
ALSO = (8,)
REPLACE = {
    """        if self.run.status != "running":
            return
""": """        if self.run.status != "running":
            raise RuntimeError("completed already")
""",
}
