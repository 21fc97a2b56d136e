"""Collects each batch and makes a new DataFrame of it: the driver holds what a cluster was asked to move."""

KILLED_BY = 5


def stream_upsert(spark, source_path, table_name, key_columns, checkpoint, write):
    def on_batch(batch, _):
        write(spark.createDataFrame(batch.collect(), batch.schema), table_name, key_columns)

    stream = spark.readStream.format("delta").load(source_path).writeStream.foreachBatch(on_batch)
    stream.option("checkpointLocation", checkpoint).trigger(availableNow=True).start().awaitTermination()
