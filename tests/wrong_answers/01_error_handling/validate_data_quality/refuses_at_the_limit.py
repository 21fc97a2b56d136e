"""`>=`: a quarter is refused where a quarter is allowed, and no bad rows where none are."""

KILLED_BY = 4
REPLACE = {"bad / total > max_bad_ratio": "bad / total >= max_bad_ratio"}
