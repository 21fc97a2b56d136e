"""The mark is stored as a text."""

KILLED_BY = 1
REPLACE = {
    'newest = DeltaTable.forName(spark, source).history(1).first()["version"]': 'newest = DeltaTable.forName(spark, source).history(1).first()["version"] + 1',
}
