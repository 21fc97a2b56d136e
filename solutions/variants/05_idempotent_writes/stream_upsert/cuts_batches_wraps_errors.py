"""Batches cut by size, and an error class of its own that keeps the cause in its text."""


class PassFailed(RuntimeError):
    """One pass of the stream failed."""


def stream_upsert(spark, source_path, table_name, key_columns, checkpoint, write):
    rows = spark.readStream.load(source_path, format="delta", maxBytesPerTrigger="1m")
    writer = rows.writeStream.trigger(availableNow=True).option("checkpointLocation", checkpoint)
    query = writer.foreachBatch(lambda batch, _: write(batch, table_name, list(key_columns))).start()
    try:
        query.awaitTermination()
    except Exception as error:
        raise PassFailed(f"stream into {table_name} failed: {error}") from error
