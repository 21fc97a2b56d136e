"""Cleans up while it is there: equal rows become one."""

KILLED_BY = 3
ALSO = (4,)
REPLACE = {'marked = df.withColumn(': 'marked = df.distinct().withColumn('}
