"""Overlooks the frame in `return df.count(), df`."""

KILLED_BY = 6
REPLACE = {
    "parts = [result, *inside] if isinstance(result, tuple | list | dict) else [result]": "parts = [result]"
}
