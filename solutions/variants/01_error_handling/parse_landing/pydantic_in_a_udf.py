"""pydantic decides line by line, in a Python UDF that says what is wrong; Spark parses what has passed."""

from pydantic import ConfigDict, TypeAdapter, ValidationError, create_model

PYTHON = {"string": str, "int": int}


def parse_landing(paths, schema):
    fields = {f.name: (PYTHON[f.dataType.simpleString()] | None, None) for f in schema}
    model = create_model("Line", __config__=ConfigDict(strict=True, extra="ignore"), **fields)
    adapter = TypeAdapter(model)

    @F.udf("boolean")
    def is_readable(line):
        try:
            adapter.validate_json(line)
            return True
        except ValidationError:
            return False

    lines = lesson.spark.read.text(paths).where(F.length(F.trim("value")) > 0)
    lines = lines.withColumn("readable", is_readable.asNondeterministic()("value"))
    landed = lines.where("readable").select(F.from_json("value", schema).alias("line")).select("line.*")
    return landed, lines.where("NOT readable").select(F.col("value").alias("_corrupt_record"))
