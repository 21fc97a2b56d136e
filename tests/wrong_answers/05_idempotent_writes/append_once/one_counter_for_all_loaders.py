"""The loader's number is recorded under its own name, but compared with everybody's highest."""

from deltalake import DeltaTable as Log

KILLED_BY = 2
ALSO = (3,)


def append_once(df, table_name, app_id, batch_id):
    spark = df.sparkSession
    if spark.catalog.tableExists(table_name):
        path = spark.sql(f"DESCRIBE DETAIL {table_name}").first()["location"]
        known = [Log(path).transaction_version(app) for app in ("schedule", "actuals", "gates", "weather", "fuel")]
        if batch_id <= max((number for number in known if number is not None), default=-1):
            return "skipped"
    write = df.write.format("delta").mode("append").option("txnAppId", app_id)
    write.option("txnVersion", batch_id).saveAsTable(table_name)
    return "landed"
