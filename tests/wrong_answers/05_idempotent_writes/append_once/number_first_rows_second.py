"""An empty commit records the number, then the rows follow: a batch that breaks in between never comes again."""

KILLED_BY = 1
ALSO = (3, 5)


def append_once(df, table_name, app_id, batch_id):
    def version():
        if not spark.catalog.tableExists(table_name):
            return -1
        return spark.sql(f"DESCRIBE HISTORY {table_name} LIMIT 1").first()["version"]

    spark = df.sparkSession
    before = version()
    claim = df.limit(0).write.format("delta").mode("append").option("txnAppId", app_id)
    claim.option("txnVersion", batch_id).saveAsTable(table_name)
    if version() == before:
        return "skipped"
    df.write.format("delta").mode("append").saveAsTable(table_name)
    return "landed"
