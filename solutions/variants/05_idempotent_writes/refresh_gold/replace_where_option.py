"""The documented writer option, its condition written from typed dates; an explicit return without days."""

from pyspark.sql import functions as F


def refresh_gold(spark, silver_table, gold_table, days):
    if not days:
        return
    condition = "flight_date IN ({})".format(", ".join(f"DATE'{day.isoformat()}'" for day in sorted(set(days))))
    departed, on_time = F.col("dep_delay").isNotNull(), F.col("dep_delay") < F.lit(15)
    figures = (
        spark.table(silver_table)
        .where(condition)
        .groupBy("flight_date", "origin")
        .agg(
            F.count(F.lit(1)).alias("flights"),
            F.sum(F.when(departed, 1).otherwise(0)).cast("long").alias("departed"),
            F.sum(F.when(on_time, 1).otherwise(0)).cast("long").alias("on_time"),
            F.avg(F.when(departed, on_time.cast("double"))).alias("on_time_rate"),
        )
    )
    write = figures.write.format("delta")
    if spark.catalog.tableExists(gold_table):
        write.mode("overwrite").option("replaceWhere", condition).saveAsTable(gold_table)
    else:
        write.partitionBy("flight_date").saveAsTable(gold_table)
