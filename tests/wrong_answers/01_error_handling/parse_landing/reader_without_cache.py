"""The reader with _corrupt_record, as in many a tutorial: what is broken depends on who asks."""

KILLED_BY = 3



def parse_landing(paths, schema):
    whole = StructType([*schema, StructField("_corrupt_record", StringType())])
    raw = lesson.spark.read.schema(whole).json(paths)
    return raw.where("_corrupt_record IS NULL").drop("_corrupt_record"), raw.where("_corrupt_record IS NOT NULL")
