"""`from None` hides what Spark had to say."""

KILLED_BY = 2
REPLACE = {"view {missing}\") from error": "view {missing}\") from None"}
