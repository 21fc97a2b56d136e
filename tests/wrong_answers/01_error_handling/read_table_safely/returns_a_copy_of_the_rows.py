"""Collects the table and makes a frame of the rows: right, and the whole table on the driver."""

KILLED_BY = 4
REPLACE = {"    return df": "    return lesson.spark.createDataFrame(df.collect(), df.schema)"}
