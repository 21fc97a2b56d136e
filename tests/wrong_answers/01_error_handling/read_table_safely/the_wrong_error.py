"""Python's own LookupError, which no caller of the pipeline catches."""

KILLED_BY = 2
REPLACE = {"raise TableNotFoundError(": "raise LookupError("}
