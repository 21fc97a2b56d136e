"""Ends when hi is the stored mark: rows that tie with it have to wait for a newer one."""

KILLED_BY = 2
REPLACE = {
    "if hi is None:": "if hi is None or hi.astimezone(UTC) == checkpoints.get_checkpoint(target, source):",
}
