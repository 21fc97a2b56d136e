"""bytes become b'EWR'."""

KILLED_BY = 9
REPLACE = {
    '        return value.decode("utf-8", errors="replace")': "        return text(value)",
}
