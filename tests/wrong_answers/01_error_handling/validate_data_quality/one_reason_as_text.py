"""The reasons as one text instead of an array."""

KILLED_BY = 1
REPLACE = {"marked.where(is_bad), counts)": 'marked.where(is_bad).withColumn("_failed_rules", F.array_join("_failed_rules", ", ")), counts)'}
