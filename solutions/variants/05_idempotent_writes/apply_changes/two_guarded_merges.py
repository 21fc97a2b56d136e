"""Updates first, then deletes, each in a MERGE with its own guard; tombstones keep what the row held."""

from delta.tables import DeltaTable
from pyspark.sql import Window
from pyspark.sql import functions as F


def newest(events, keys, stamp):
    rank = F.row_number().over(Window.partitionBy(*keys).orderBy(F.col(stamp).desc_nulls_last()))
    return events.withColumn("_rank", rank).filter("_rank = 1").drop("_rank")


def apply_changes(df, table_name, key_columns, order_by="updated_at", delete_column="is_deleted"):
    spark, keys = df.sparkSession, list(key_columns)
    if not spark.catalog.tableExists(table_name):
        df.limit(0).write.format("delta").saveAsTable(table_name)
    dead = F.coalesce(F.col(delete_column), F.lit(False))
    updates = newest(df.filter(~dead), keys, order_by).withColumn(delete_column, F.lit(False))
    deletes = newest(df.filter(dead), keys, order_by)
    same = " AND ".join(f"t.{key} = s.{key}" for key in keys)
    table = DeltaTable.forName(spark, table_name).alias("t")
    newer = f"s.{order_by} > t.{order_by}"
    table.merge(updates.alias("s"), same).whenMatchedUpdateAll(newer).whenNotMatchedInsertAll().execute()
    mark = {order_by: f"s.{order_by}", delete_column: "true"}
    merge = table.merge(deletes.alias("s"), same).whenMatchedUpdate(f"s.{order_by} >= t.{order_by}", mark)
    merge.whenNotMatchedInsertAll().execute()
