"""bad / total of an empty batch."""

KILLED_BY = 7
REPLACE = {"if total and bad / total > max_bad_ratio": "if bad / total > max_bad_ratio"}
