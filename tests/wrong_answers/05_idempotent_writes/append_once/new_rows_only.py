"""Only rows that the table does not hold yet are appended: events that look alike are lost."""

KILLED_BY = 2
ALSO = (3, 5)


def append_once(df, table_name, app_id, batch_id):
    spark = df.sparkSession
    if spark.catalog.tableExists(table_name):
        df = df.exceptAll(spark.table(table_name))
    write = df.write.format("delta").mode("append").option("txnAppId", app_id)
    write.option("txnVersion", batch_id).saveAsTable(table_name)
    return "landed"
