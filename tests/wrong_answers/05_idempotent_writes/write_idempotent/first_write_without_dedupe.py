"""There is no table to merge into yet, so the first batch is written as it came, duplicates and all."""

KILLED_BY = 1
REPLACE = {"batch.write.format": "df.write.format"}
