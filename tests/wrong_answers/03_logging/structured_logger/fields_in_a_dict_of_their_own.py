"""Puts the fields under `fields`, where no query expects them."""

KILLED_BY = 1
ALSO = (3, 4, 6, 8, 9)
REPLACE = {
    '            line[f"field_{name}" if name in line else name] = json_value(value)': '            line.setdefault("fields", {})[name] = json_value(value)',
}
