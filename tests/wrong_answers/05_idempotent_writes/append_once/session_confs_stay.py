"""Session confs instead of options: they stay, and swallow the next writes to any table."""

from delta.tables import DeltaTable

KILLED_BY = 4


def append_once(df, table_name, app_id, batch_id):
    def version():
        if not spark.catalog.tableExists(table_name):
            return -1
        return DeltaTable.forName(spark, table_name).history(1).first()["version"]

    spark = df.sparkSession
    before = version()
    spark.conf.set("spark.databricks.delta.write.txnAppId", app_id)
    spark.conf.set("spark.databricks.delta.write.txnVersion", str(batch_id))
    df.write.format("delta").mode("append").saveAsTable(table_name)
    return "skipped" if version() == before else "landed"
