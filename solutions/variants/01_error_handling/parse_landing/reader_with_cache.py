"""The reader, and the cache that Spark's own error message recommends: every line is parsed whole, once."""


def parse_landing(paths, schema):
    reader = lesson.spark.read.option("columnNameOfCorruptRecord", "_corrupt_record")
    parsed = reader.schema(StructType(list(schema)).add("_corrupt_record", "string")).json(paths).cache()
    broken = F.col("_corrupt_record").isNotNull()
    return parsed.filter(~broken).drop("_corrupt_record"), parsed.filter(broken).select("_corrupt_record")
