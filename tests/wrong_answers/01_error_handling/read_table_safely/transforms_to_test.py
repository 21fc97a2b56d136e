"""limit(0) is one more plan: on Spark Connect nobody has looked yet."""

KILLED_BY = 2
REPLACE = {"df.schema  # on Spark Connect the first look, and so the place of the error": "df.limit(0).select('*')"}
