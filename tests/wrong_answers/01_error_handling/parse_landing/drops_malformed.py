"""DROPMALFORMED: what cannot be read is gone, and nobody has seen it."""

KILLED_BY = 2


def parse_landing(paths, schema):
    landed = lesson.spark.read.schema(schema).option("mode", "DROPMALFORMED").json(paths)
    return landed, lesson.spark.createDataFrame([], "_corrupt_record STRING")
