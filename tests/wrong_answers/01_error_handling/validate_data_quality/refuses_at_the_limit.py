"""`>=`: a quarter is refused where a quarter is allowed, and no bad rows where none are."""

KILLED_BY = 4
ALSO = (1, 2, 3, 5, 7)
REPLACE = {"bad / total > max_bad_ratio": "bad / total >= max_bad_ratio"}
