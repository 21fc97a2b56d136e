"""The fixed names win, and the clashing field is lost."""

KILLED_BY = 3
ALSO = (6, 8)
REPLACE = {
    '            line[f"field_{name}" if name in line else name] = json_value(value)': """            if name not in line:
                line[name] = json_value(value)""",
}
