"""Returns the report, whatever it says."""

KILLED_BY = 4
REPLACE = {"if total < min_rows:": "if False:", "if total and bad / total > max_bad_ratio:": "if False:"}
