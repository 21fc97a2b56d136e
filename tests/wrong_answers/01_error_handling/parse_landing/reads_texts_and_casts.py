"""Parses every column as text and uses try_cast: a value of the wrong type becomes NULL, and its line lands."""

KILLED_BY = 1
ALSO = (2,)


def parse_landing(paths, schema):
    texts = StructType([StructField(field.name, StringType()) for field in schema])
    whole = StructType([*texts, StructField("_corrupt_record", StringType())])
    options = {"mode": "PERMISSIVE", "columnNameOfCorruptRecord": "_corrupt_record"}
    lines = lesson.spark.read.text(paths).where("trim(value) <> ''")
    parsed = lines.select(F.from_json("value", whole, options).alias("line")).select("line.*")
    typed = [F.col(field.name).try_cast(field.dataType).alias(field.name) for field in schema]
    return parsed.where("_corrupt_record IS NULL").select(*typed), parsed.where("_corrupt_record IS NOT NULL")
