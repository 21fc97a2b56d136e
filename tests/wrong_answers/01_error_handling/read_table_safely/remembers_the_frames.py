"""Keeps each frame it has read: a table that is written anew looks as it did in the morning."""

KILLED_BY = 1
REPLACE = {
    "    try:\n        df = lesson.spark.table(table_name)": """    if table_name in READ:
        return READ[table_name]
    try:
        df = READ[table_name] = lesson.spark.table(table_name)""",
    "    return df": "    return df\n\n\nREAD = {}",
}
