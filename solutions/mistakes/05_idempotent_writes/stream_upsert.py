"""Mistakes in ``stream_upsert``, and the criterion that must catch each."""

from autograder.authoring.answers import mistake
from autograder.exercises.idempotent_writes.stream import StreamUpsert

MISTAKES = [
    mistake(
        "checkpoint_in_the_session",
        "The checkpoint's place is set for the whole session: the next stream in it inherits the folder.",
        killed_by=StreamUpsert.session_clean,
        whole="""
def stream_upsert(spark, source_path, table_name, key_columns, checkpoint, write):
    spark.conf.set("spark.sql.streaming.checkpointLocation", checkpoint)
    stream = spark.readStream.format("delta").load(source_path).writeStream.queryName("upsert")
    stream = stream.option("checkpointLocation", checkpoint)
    stream = stream.foreachBatch(lambda batch, _: write(batch, table_name, key_columns))
    stream.trigger(availableNow=True).start().awaitTermination()
""",
    ),
    mistake(
        "checkpoint_thrown_away",
        "The checkpoint is cleared when a pass has ended, to start clean the next time.",
        killed_by=StreamUpsert.restart,
        whole="""
import shutil



def stream_upsert(spark, source_path, table_name, key_columns, checkpoint, write):
    stream = spark.readStream.format("delta").load(source_path).writeStream
    stream = stream.foreachBatch(lambda batch, _: write(batch, table_name, key_columns))
    stream.option("checkpointLocation", checkpoint).trigger(availableNow=True).start().awaitTermination()
    shutil.rmtree(checkpoint)
""",
    ),
    mistake(
        "hides_the_cause",
        "The query's error is replaced by one that says nothing.",
        killed_by=StreamUpsert.ends,
        replace={
            "query.awaitTermination()": """try:
        query.awaitTermination()
    except Exception:
        raise RuntimeError("stream failed") from None"""
        },
    ),
    mistake(
        "never_ends",
        "No trigger: the query waits for more rows for ever, and its caller with it.",
        killed_by=StreamUpsert.ends,
        replace={".trigger(availableNow=True)": ""},
    ),
    mistake(
        "new_checkpoint_per_run",
        "A fresh checkpoint in every pass: each one reads the source from its beginning.",
        killed_by=StreamUpsert.restart,
        replace={
            '"checkpointLocation", checkpoint': '"checkpointLocation", f"{checkpoint}-{time.time_ns()}"'
        },
    ),
    mistake(
        "not_awaited",
        "start() returns at once: whoever reads the table next comes too early, and no error is ever heard.",
        killed_by=StreamUpsert.ends,
        replace={"query.awaitTermination()": "query.status"},
    ),
    mistake(
        "reads_the_whole_table",
        "No stream at all: every pass reads the whole source as a batch.",
        killed_by=StreamUpsert.restart,
        whole="""
def stream_upsert(spark, source_path, table_name, key_columns, checkpoint, write):
    write(spark.read.format("delta").load(source_path), table_name, key_columns)
""",
    ),
    mistake(
        "remembers_batches_itself",
        "A list of its own says which batch was begun; one that died is taken for done when it comes again.",
        killed_by=StreamUpsert.died_in_between,
        whole="""
from pathlib import Path



def stream_upsert(spark, source_path, table_name, key_columns, checkpoint, write):
    def on_batch(batch, batch_id):
        begun = Path(f"{checkpoint}-batches") / str(batch_id)
        if not begun.exists():
            begun.parent.mkdir(exist_ok=True)
            begun.touch()
            write(batch, table_name, key_columns)

    stream = spark.readStream.format("delta").load(source_path).writeStream.foreachBatch(on_batch)
    stream.option("checkpointLocation", checkpoint).trigger(availableNow=True).start().awaitTermination()
""",
    ),
    mistake(
        "rows_through_the_driver",
        "Collects each batch and makes a new DataFrame of it: the driver holds what a cluster was asked to move.",
        killed_by=StreamUpsert.batch_itself,
        whole="""
def stream_upsert(spark, source_path, table_name, key_columns, checkpoint, write):
    def on_batch(batch, _):
        write(spark.createDataFrame(batch.collect(), batch.schema), table_name, key_columns)

    stream = spark.readStream.format("delta").load(source_path).writeStream.foreachBatch(on_batch)
    stream.option("checkpointLocation", checkpoint).trigger(availableNow=True).start().awaitTermination()
""",
    ),
    mistake(
        "starts_at_the_latest",
        "Only what arrives from now on is read; the rows that wait in the source are never seen.",
        killed_by=StreamUpsert.restart,
        replace={".load(source_path)": '.option("startingVersion", "latest").load(source_path)'},
    ),
    mistake(
        "swallows_the_writes_error",
        "An except around `write`: the batch counts as done, and its rows are lost.",
        killed_by=StreamUpsert.died_in_between,
        whole="""
def stream_upsert(spark, source_path, table_name, key_columns, checkpoint, write):
    def on_batch(batch, batch_id):
        try:
            write(batch, table_name, key_columns)
        except Exception as error:
            print(f"batch {batch_id} failed: {error}")

    stream = spark.readStream.format("delta").load(source_path).writeStream.foreachBatch(on_batch)
    stream.option("checkpointLocation", checkpoint).trigger(availableNow=True).start().awaitTermination()
""",
    ),
    mistake(
        "waits_but_hears_no_error",
        "Looks whether the query is still active instead of asking how it ended: a failed pass looks like a good one.",
        killed_by=StreamUpsert.ends,
        replace={
            "query.awaitTermination()": """while query.isActive:
        time.sleep(0.02)"""
        },
    ),
]
