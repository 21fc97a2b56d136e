"""What every lesson waits for: a session, a first table, a MERGE into it and a read."""

import tempfile

from autograder.spark import get_spark

spark = get_spark()
from delta.tables import DeltaTable  # noqa: E402 -- the session's start includes the import of pyspark

with tempfile.TemporaryDirectory() as folder:
    spark.range(100).withColumnRenamed("id", "flight").write.format("delta").save(folder)
    batch = spark.range(90, 120).withColumnRenamed("id", "flight").alias("s")
    table = DeltaTable.forPath(spark, folder).alias("t").merge(batch, "t.flight = s.flight")
    table.whenMatchedUpdateAll().whenNotMatchedInsertAll().execute()
    rows = spark.read.format("delta").load(folder).count()
assert rows == 120, rows
