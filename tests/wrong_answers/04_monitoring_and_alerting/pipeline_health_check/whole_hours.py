"""Whole hours: 24.4 hours count as 24, and are fresh."""

KILLED_BY = 2
REPLACE = {
    """age = (self.now().timestamp() - newest / 1e6) / 3600
""": """age = (self.now().timestamp() - newest / 1e6) // 3600
""",
}
