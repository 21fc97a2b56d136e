"""Cleans up while it is there: equal rows become one."""

KILLED_BY = 3
REPLACE = {'marked = df.withColumn(': 'marked = df.distinct().withColumn('}
