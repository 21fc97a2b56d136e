"""Takes a NULL for the sign of a broken line: flights without a number of their own are quarantined."""

KILLED_BY = 1
ALSO = (2,)


def parse_landing(paths, schema):
    lines = lesson.spark.read.text(paths).where("trim(value) <> ''")
    parsed = lines.select("value", F.from_json("value", schema, {"mode": "PERMISSIVE"}).alias("line"))
    fine = "line.carrier IS NOT NULL AND line.flight IS NOT NULL"
    broken = parsed.where(f"NOT ({fine})").select(F.col("value").alias("_corrupt_record"))
    return parsed.where(fine).select("line.*"), broken
