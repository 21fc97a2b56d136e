"""FAILFAST: one broken line, and nothing lands."""

KILLED_BY = 1
ALSO = (2,)


def parse_landing(paths, schema):
    landed = lesson.spark.read.schema(schema).option("mode", "FAILFAST").json(paths)
    return landed, lesson.spark.createDataFrame([], "_corrupt_record STRING")
