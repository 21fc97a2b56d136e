"""DeltaTable's builders, a schema made of types, and pandas for the row."""

def record_run(spark, run, *, table=PIPELINE_RUNS_TABLE, logger=None):
    log = logger if logger is not None else StructuredLogger("bookkeeping")
    try:
        _merge_run(spark, run, table)
    except Exception as error:
        log.error("bookkeeping_failed", run_id=run.run_id, table=table, exc_info=error)
        return False
    else:
        return True


def _merge_run(spark, run, table):
    from delta.tables import DeltaTable
    from pyspark.sql import types as T

    kinds = {"string": T.StringType(), "timestamp": T.TimestampType(), "double": T.DoubleType()}
    schema = T.StructType([T.StructField(name, kinds[kind]) for name, kind in PIPELINE_RUNS.items()])
    *parents, _ = table.split(".")
    if parents:
        spark.sql(f"CREATE SCHEMA IF NOT EXISTS {'.'.join(parents)}")
    target = DeltaTable.createIfNotExists(spark).tableName(table).addColumns(schema).execute()
    row = tuple(json.dumps(json_value(v)) if k == "metrics" else v for k, v in asdict(run).items())
    source = spark.createDataFrame([row], schema).alias("s")
    merge = target.alias("t").merge(source, "s.run_id = t.run_id")
    merge.whenMatchedUpdateAll().whenNotMatchedInsertAll().execute()
