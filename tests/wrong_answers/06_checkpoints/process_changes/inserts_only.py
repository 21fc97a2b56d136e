"""Updates are not taken for news."""

KILLED_BY = 2
REPLACE = {
    '.isin("insert", "update_postimage")': ' == "insert"',
}
