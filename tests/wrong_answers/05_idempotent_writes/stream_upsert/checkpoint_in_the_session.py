"""The checkpoint's place is set for the whole session: the next stream in it inherits the folder."""

KILLED_BY = 4


def stream_upsert(spark, source_path, table_name, key_columns, checkpoint, write):
    spark.conf.set("spark.sql.streaming.checkpointLocation", checkpoint)
    stream = spark.readStream.format("delta").load(source_path).writeStream.queryName("upsert")
    stream = stream.option("checkpointLocation", checkpoint)
    stream = stream.foreachBatch(lambda batch, _: write(batch, table_name, key_columns))
    stream.trigger(availableNow=True).start().awaitTermination()
