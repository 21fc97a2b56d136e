"""The first run reads the feed from version 0, which is older than the feed."""

KILLED_BY = 1
REPLACE = {
    """if done is None:
        rows = spark.read.option("versionAsOf", newest).table(source)
    else:""": """if done is None:
        done = -1
    if True:""",
}
