"""start() returns at once: whoever reads the table next comes too early, and no error is ever heard."""

KILLED_BY = 3
REPLACE = {"query.awaitTermination()": "query.status"}
