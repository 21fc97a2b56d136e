"""One MERGE that also deletes what silver no longer has, on the chosen days; but to find that out, MERGE
rewrites the files of every day."""

KILLED_BY = 2

from delta.tables import DeltaTable
from pyspark.sql import functions as F


def refresh_gold(spark, silver_table, gold_table, days):
    chosen = list(days)
    flights = spark.table(silver_table).filter(F.col("flight_date").isin(chosen))
    figures = flights.groupBy("flight_date", "origin").agg(
        F.count("*").alias("flights"),
        F.count("dep_delay").alias("departed"),
        F.count_if(F.col("dep_delay") < 15).alias("on_time"),
    )
    figures = figures.withColumn("on_time_rate", F.try_divide("on_time", "departed"))
    if not spark.catalog.tableExists(gold_table):
        figures.write.format("delta").partitionBy("flight_date").saveAsTable(gold_table)
        return
    same = (F.col("g.flight_date") == F.col("f.flight_date")) & (F.col("g.origin") == F.col("f.origin"))
    merge = DeltaTable.forName(spark, gold_table).alias("g").merge(figures.alias("f"), same)
    merge = merge.whenMatchedUpdateAll().whenNotMatchedInsertAll()
    merge.whenNotMatchedBySourceDelete(F.col("g.flight_date").isin(chosen)).execute()
