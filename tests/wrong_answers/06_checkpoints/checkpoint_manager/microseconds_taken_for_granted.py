"""A format that wants a fraction of a second: moments on the second, as publications have them, cannot be read."""

KILLED_BY = 4
REPLACE = {
    'return None if row is None else mark_from_text(row["kind"], row["value"])': """if row is not None and row["kind"] == "timestamp":
            return datetime.strptime(row["value"], "%Y-%m-%dT%H:%M:%S.%f%z")
        return None if row is None else mark_from_text(row["kind"], row["value"])""",
}
