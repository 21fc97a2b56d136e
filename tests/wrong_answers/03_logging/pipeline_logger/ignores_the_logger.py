"""Logs through a logger of its own."""

KILLED_BY = 1
ALSO = (7,)
REPLACE = {
    "logger = StructuredLogger(pipeline_name) if logger is None else logger": "logger = StructuredLogger(pipeline_name)",
}
