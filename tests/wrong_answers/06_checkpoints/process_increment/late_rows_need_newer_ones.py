"""Ends when nothing is newer than the mark, though late rows wait within the overlap."""

KILLED_BY = 3
REPLACE = {
    "if hi is None:": """lowest = checkpoints.get_checkpoint(target, source)
    if hi is None or (lowest is not None and hi.astimezone(UTC) < lowest):""",
}
