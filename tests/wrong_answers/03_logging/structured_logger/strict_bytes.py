"""bytes that are no UTF-8 cost the line."""

KILLED_BY = 9
REPLACE = {
    'value.decode("utf-8", errors="replace")': 'value.decode("utf-8")',
}
