"""Every field becomes field_…, whether its name is taken or not."""

KILLED_BY = 3
ALSO = (1, 4, 8, 9)
REPLACE = {
    'line[f"field_{name}" if name in line else name]': 'line[f"field_{name}"]',
}
