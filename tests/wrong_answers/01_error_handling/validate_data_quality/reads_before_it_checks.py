"""Looks whether there are rows before it looks at the rules."""

KILLED_BY = 6
ALSO = (5,)
REPLACE = {"    for name, rule in rules.items():\n        require_columns(df, name, rule)\n    marked": "    df.agg(F.max('flight')).first()\n    for name, rule in rules.items():\n        require_columns(df, name, rule)\n    marked"}
