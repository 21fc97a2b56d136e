"""The fields come last and win: level=3 makes the line no longer an INFO line."""

KILLED_BY = 3
ALSO = (6, 8)
REPLACE = {
    'line[f"field_{name}" if name in line else name]': "line[name]",
}
