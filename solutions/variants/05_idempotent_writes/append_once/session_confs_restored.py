"""Session confs, unset whatever happens; the table is created empty by a commit of its own."""

from contextlib import contextmanager

from delta.tables import DeltaTable

PREFIX = "spark.databricks.delta.write."


@contextmanager
def numbered(spark, **settings):
    try:
        for name, value in settings.items():
            spark.conf.set(PREFIX + name, str(value))
        yield
    finally:
        for name in settings:
            spark.conf.unset(PREFIX + name)


def append_once(df, table_name, app_id, batch_id):
    spark = df.sparkSession
    DeltaTable.createIfNotExists(spark).tableName(table_name).addColumns(df.schema).execute()
    table = DeltaTable.forName(spark, table_name)
    before = table.history(1).first()["version"]
    with numbered(spark, txnAppId=app_id, txnVersion=batch_id):
        df.write.insertInto(table_name)
    return "landed" if table.history(1).first()["version"] > before else "skipped"
