"""The first run reads the table by its name, so that a MERGE which looks twice sees two versions."""

KILLED_BY = 1
REPLACE = {
    'spark.read.option("versionAsOf", newest).table(source)': "spark.table(source)",
}
