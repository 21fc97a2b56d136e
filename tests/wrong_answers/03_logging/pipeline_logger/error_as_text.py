"""error is a text: its class cannot be queried."""

KILLED_BY = 4
REPLACE = {
    "error=what, **fields)": 'error=f"{what[\'type\']}: {what[\'message\']}", **fields)',
}
