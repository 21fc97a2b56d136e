"""Looks at the schema, but where nobody catches."""

KILLED_BY = 2
REPLACE = {
    "        df.schema  # on Spark Connect the first look, and so the place of the error\n": "",
    "    return df": "    df.schema\n    return df",
}
