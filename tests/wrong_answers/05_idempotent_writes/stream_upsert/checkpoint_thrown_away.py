"""The checkpoint is cleared when a pass has ended, to start clean the next time."""

import shutil

KILLED_BY = 1


def stream_upsert(spark, source_path, table_name, key_columns, checkpoint, write):
    stream = spark.readStream.format("delta").load(source_path).writeStream
    stream = stream.foreachBatch(lambda batch, _: write(batch, table_name, key_columns))
    stream.option("checkpointLocation", checkpoint).trigger(availableNow=True).start().awaitTermination()
    shutil.rmtree(checkpoint)
