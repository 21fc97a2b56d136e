"""abs(): nine hours ahead look like nine hours old."""

KILLED_BY = 1
REPLACE = {
    """age = (self.now().timestamp() - newest / 1e6) / 3600
""": """age = abs(self.now().timestamp() - newest / 1e6) / 3600
""",
}
