"""Named parameters in the source of the MERGE; columns are cast in SQL."""

def record_run(spark, run, *, table=PIPELINE_RUNS_TABLE, logger=None):
    values = asdict(run)
    values["metrics"] = json.dumps(json_value(values["metrics"]), sort_keys=True)
    selected = ", ".join(f"CAST(:{name} AS {kind}) AS {name}" for name, kind in PIPELINE_RUNS.items())
    columns = ", ".join(map(" ".join, PIPELINE_RUNS.items()))
    try:
        if "." in table:
            spark.sql("CREATE DATABASE IF NOT EXISTS " + table.rsplit(".", 1)[0])
        spark.sql(f"CREATE TABLE IF NOT EXISTS {table} ({columns}) USING DELTA")
        spark.sql(
            f"MERGE INTO {table} AS old USING (SELECT {selected}) AS new ON old.run_id = new.run_id "
            "WHEN MATCHED THEN UPDATE SET * WHEN NOT MATCHED THEN INSERT *",
            args=values,
        )
    except Exception as problem:
        (logger or StructuredLogger("record_run")).error("not recorded", run_id=run.run_id, why=str(problem)[:200])
        return False
    return True
