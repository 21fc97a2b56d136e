"""good has a column more than the input: the next append fails, or evolves the schema."""

KILLED_BY = 1
REPLACE = {'marked.where(~is_bad).drop("_failed_rules")': "marked.where(~is_bad)"}
