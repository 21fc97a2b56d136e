"""Parses with the schema of the cell above, whatever it is given."""

KILLED_BY = 1
ALSO = (2,)
FEED = StructType.fromDDL("carrier STRING, flight INT, dep_delay INT, _corrupt_record STRING")


def parse_landing(paths, schema):
    options = {"mode": "PERMISSIVE", "columnNameOfCorruptRecord": "_corrupt_record"}
    lines = lesson.spark.read.text(paths).where("trim(value) <> ''")
    parsed = lines.select(F.from_json("value", FEED, options).alias("line")).select("line.*")
    landed = parsed.where("_corrupt_record IS NULL").drop("_corrupt_record")
    return landed, parsed.where("_corrupt_record IS NOT NULL")
