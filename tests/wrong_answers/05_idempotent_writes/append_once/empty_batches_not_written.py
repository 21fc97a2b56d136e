"""A batch without rows is not worth a commit, it seems; so its number is never recorded."""

KILLED_BY = 3


def append_once(df, table_name, app_id, batch_id):
    def version():
        if not spark.catalog.tableExists(table_name):
            return -1
        return spark.sql(f"DESCRIBE HISTORY {table_name} LIMIT 1").first()["version"]

    spark = df.sparkSession
    before = version()
    if not df.isEmpty():
        write = df.write.format("delta").mode("append").option("txnAppId", app_id)
        write.option("txnVersion", batch_id).saveAsTable(table_name)
    return "skipped" if version() == before else "landed"
