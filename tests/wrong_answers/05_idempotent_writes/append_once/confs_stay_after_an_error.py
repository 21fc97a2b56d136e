"""The session confs are unset after the write, but not when the write fails."""

from delta.tables import DeltaTable

KILLED_BY = 4


def append_once(df, table_name, app_id, batch_id):
    def version():
        if not spark.catalog.tableExists(table_name):
            return -1
        return DeltaTable.forName(spark, table_name).history(1).first()["version"]

    spark = df.sparkSession
    before = version()
    settings = {"txnAppId": app_id, "txnVersion": str(batch_id), "broken": None}
    spark.conf.set("spark.databricks.delta.write.txnAppId", settings["txnAppId"])
    spark.conf.set("spark.databricks.delta.write.txnVersion", settings["txnVersion"])
    df.write.format("delta").mode("append").saveAsTable(table_name)
    spark.conf.unset("spark.databricks.delta.write.txnAppId")
    spark.conf.unset("spark.databricks.delta.write.txnVersion")
    return "skipped" if version() == before else "landed"
