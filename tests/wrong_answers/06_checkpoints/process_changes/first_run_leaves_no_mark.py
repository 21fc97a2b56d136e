"""The first run returns before the mark is set."""

KILLED_BY = 1
REPLACE = {
    """rows = spark.read.option("versionAsOf", newest).table(source)
""": """write(spark.read.option("versionAsOf", newest).table(source), target, key_columns, order_by=mark_column)
        return
""",
}
