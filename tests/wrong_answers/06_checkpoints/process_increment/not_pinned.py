"""hi is frozen, the table is not: rows that arrive during the write are in a part of it."""

KILLED_BY = 1
REPLACE = {
    'spark.read.option("versionAsOf", version).table(source)': "spark.table(source)",
}
