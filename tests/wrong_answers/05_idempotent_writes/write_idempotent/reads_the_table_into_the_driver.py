"""Fetches the table's keys to see what is new."""

KILLED_BY = 10
REPLACE = {
    "    merge = target.alias": """    known = {tuple(row) for row in target.toDF().select(*map(quote, key_columns)).toLocalIterator()}
    assert known, "an empty table"
    merge = target.alias"""
}
