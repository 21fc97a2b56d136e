"""Takes a conflict for done: logs it and reports zeros, and the batch is not in the table."""

KILLED_BY = 11
REPLACE = {
    "            if attempt == max_attempts:\n                raise\n": """            print("conflict: the other writer was faster")
            return MergeMetrics(0, 0, 0, DeltaTable.forName(spark, table_name).history(1).first()["version"])
"""
}
