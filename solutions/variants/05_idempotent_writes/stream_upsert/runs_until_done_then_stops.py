"""The default trigger, ended by hand when all that is there has been processed; small batches."""


def stream_upsert(spark, source_path, table_name, key_columns, checkpoint, write):
    def upsert(batch, batch_id):
        write(batch, table_name, key_columns)

    source = spark.readStream.format("delta").option("maxFilesPerTrigger", 1).load(source_path)
    query = source.writeStream.foreachBatch(upsert).start(checkpointLocation=checkpoint)
    try:
        query.processAllAvailable()
    finally:
        query.stop()
