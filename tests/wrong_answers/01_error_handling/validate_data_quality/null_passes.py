"""NOT NULL is NULL, and F.when takes only what is true: a row that nobody can judge is good."""

KILLED_BY = 2
REPLACE = {"~F.coalesce(F.expr(rule), F.lit(False))": "~F.expr(rule)"}
