"""Mistakes in ``append_once``, and the criterion that must catch each."""

from autograder.authoring.answers import mistake
from autograder.exercises.idempotent_writes.append import AppendOnce

MISTAKES = [
    mistake(
        "always_landed",
        "The options do their work in silence, and the caller is told a story.",
        killed_by=AppendOnce.skipped_visibly,
        replace={'return "skipped" if mine.isEmpty() else "landed"': 'return "landed"'},
    ),
    mistake(
        "application_per_run",
        "A new application id per call: nobody's last batch is known, and every retry lands.",
        killed_by=AppendOnce.once,
        replace={'.option("txnAppId", app_id)': '.option("txnAppId", f"{app_id}-{uuid.uuid4()}")'},
    ),
    mistake(
        "confs_stay_after_an_error",
        "The session confs are unset after the write, but not when the write fails.",
        killed_by=AppendOnce.session_clean,
        whole="""
from delta.tables import DeltaTable



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
""",
    ),
    mistake(
        "counts_rows_to_know",
        "The number of rows before and after decides what is said: a batch without rows lands unseen.",
        killed_by=AppendOnce.skipped_visibly,
        whole="""
def append_once(df, table_name, app_id, batch_id):
    def count():
        return spark.table(table_name).count() if spark.catalog.tableExists(table_name) else -1

    spark = df.sparkSession
    before = count()
    write = df.write.format("delta").mode("append").option("txnAppId", app_id)
    write.option("txnVersion", batch_id).saveAsTable(table_name)
    return "skipped" if count() == before else "landed"
""",
    ),
    mistake(
        "empty_batches_not_written",
        "A batch without rows is not worth a commit, it seems; so its number is never recorded.",
        killed_by=AppendOnce.skipped_visibly,
        whole="""
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
""",
    ),
    mistake(
        "error_becomes_skipped",
        "Whatever goes wrong is called skipped: the loader believes the batch is in, and it is lost.",
        killed_by=AppendOnce.failure_is_no_landing,
        replace={
            'write.option("txnAppId", app_id).option("txnVersion", batch_id).saveAsTable(table_name)': """try:
        write.option("txnAppId", app_id).option("txnVersion", batch_id).saveAsTable(table_name)
    except Exception:
        return "skipped"
"""
        },
    ),
    mistake(
        "new_rows_only",
        "Only rows that the table does not hold yet are appended: events that look alike are lost.",
        killed_by=AppendOnce.next_lands,
        also=(
            AppendOnce.skipped_visibly,
            AppendOnce.failure_is_no_landing,
        ),
        whole="""
def append_once(df, table_name, app_id, batch_id):
    spark = df.sparkSession
    if spark.catalog.tableExists(table_name):
        df = df.exceptAll(spark.table(table_name))
    write = df.write.format("delta").mode("append").option("txnAppId", app_id)
    write.option("txnVersion", batch_id).saveAsTable(table_name)
    return "landed"
""",
    ),
    mistake(
        "number_first_rows_second",
        "An empty commit records the number, then the rows follow: a batch that breaks in between never comes again.",
        killed_by=AppendOnce.once,
        also=(
            AppendOnce.skipped_visibly,
            AppendOnce.failure_is_no_landing,
        ),
        whole="""
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
""",
    ),
    mistake(
        "number_in_user_metadata",
        "The batch number is written into the commit's user metadata and looked for there: no transaction version, so two runs at once both find nothing and both land.",
        killed_by=AppendOnce.once,
        also=(AppendOnce.skipped_visibly,),
        whole="""
from delta.tables import DeltaTable
from pyspark.sql import functions as F



def append_once(df, table_name, app_id, batch_id):
    spark = df.sparkSession
    if spark.catalog.tableExists(table_name):
        history = DeltaTable.forName(spark, table_name).history()
        done = history.filter(F.col("userMetadata").startswith(f"{app_id}:"))
        if any(int(row["userMetadata"].split(":")[1]) >= batch_id for row in done.collect()):
            return "skipped"
    write = df.write.format("delta").mode("append").option("userMetadata", f"{app_id}:{batch_id}")
    write.saveAsTable(table_name)
    return "landed"
""",
    ),
    mistake(
        "one_application_for_all",
        "One application id for every loader: the second loader's batches are older than the first one's.",
        killed_by=AppendOnce.once,
        replace={'.option("txnAppId", app_id)': '.option("txnAppId", "append_once")'},
    ),
    mistake(
        "one_counter_for_all_loaders",
        "The loader's number is recorded under its own name, but compared with everybody's highest.",
        killed_by=AppendOnce.next_lands,
        also=(AppendOnce.skipped_visibly,),
        whole="""
from deltalake import DeltaTable as Log



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
""",
    ),
    mistake(
        "option_alone",
        "txnVersion without txnAppId: Delta refuses the write.",
        killed_by=AppendOnce.once,
        replace={'.option("txnAppId", app_id)': ""},
    ),
    mistake(
        "overwrites",
        "A replay does no harm when every batch replaces the table; neither does any earlier batch survive.",
        killed_by=AppendOnce.next_lands,
        replace={'mode("append")': 'mode("overwrite")'},
    ),
    mistake(
        "plain_append",
        "An append like any other; the batch number is not used at all.",
        killed_by=AppendOnce.once,
        whole="""
def append_once(df, table_name, app_id, batch_id):
    df.write.format("delta").mode("append").saveAsTable(table_name)
    return "landed"
""",
    ),
    mistake(
        "session_confs_stay",
        "Session confs instead of options: they stay, and swallow the next writes to any table.",
        killed_by=AppendOnce.session_clean,
        whole="""
from delta.tables import DeltaTable



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
""",
    ),
    mistake(
        "version_from_the_clock",
        "The transaction version comes from the clock: a retry is later, so it lands again.",
        killed_by=AppendOnce.once,
        replace={'.option("txnVersion", batch_id)': '.option("txnVersion", int(time.time() * 1000))'},
    ),
]
