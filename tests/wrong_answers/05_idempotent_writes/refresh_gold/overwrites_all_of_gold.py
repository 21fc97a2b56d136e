"""The chosen days replace the whole table."""

KILLED_BY = 2
ALSO = (6,)


def refresh_gold(spark, silver_table, gold_table, days):
    from pyspark.sql import functions as F

    flights = spark.table(silver_table).filter(F.col("flight_date").isin(list(days)))
    figures = flights.groupBy("flight_date", "origin").agg(
        F.count("*").alias("flights"),
        F.count("dep_delay").alias("departed"),
        F.count_if(F.col("dep_delay") < 15).alias("on_time"),
    )
    figures = figures.withColumn("on_time_rate", F.try_divide("on_time", "departed"))
    figures.writeTo(gold_table).using("delta").partitionedBy("flight_date").createOrReplace()
