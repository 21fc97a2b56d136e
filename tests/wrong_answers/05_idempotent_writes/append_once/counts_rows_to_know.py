"""The number of rows before and after decides what is said: a batch without rows lands unseen."""

KILLED_BY = 3


def append_once(df, table_name, app_id, batch_id):
    def count():
        return spark.table(table_name).count() if spark.catalog.tableExists(table_name) else -1

    spark = df.sparkSession
    before = count()
    write = df.write.format("delta").mode("append").option("txnAppId", app_id)
    write.option("txnVersion", batch_id).saveAsTable(table_name)
    return "skipped" if count() == before else "landed"
