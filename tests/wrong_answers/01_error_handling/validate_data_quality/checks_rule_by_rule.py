"""Finds the rule that cannot work when its turn comes: the others have read the table by then."""

KILLED_BY = 6
ALSO = (5,)
REPLACE = {
    "        require_columns(df, name, rule)": "        require_columns(df, name, rule)\n        df.where(F.expr(rule)).count()"
}
