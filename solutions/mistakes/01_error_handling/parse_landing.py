"""Mistakes in ``parse_landing``, and the criterion that must catch each."""

from autograder.authoring.answers import mistake
from autograder.exercises.error_handling.landing import ParseLanding

MISTAKES = [
    mistake(
        "blank_lines_are_broken",
        "Blank lines land as rows of NULLs.",
        killed_by=ParseLanding.lands,
        replace={""".where("trim(value) <> ''")""": ""},
    ),
    mistake(
        "distinct_lines",
        "Makes the quarantine distinct: how often the feed sent a broken line is lost.",
        killed_by=ParseLanding.quarantines,
        replace={
            'return landed, parsed.where("_corrupt_record IS NOT NULL")': 'return landed, parsed.where("_corrupt_record IS NOT NULL").distinct()'
        },
    ),
    mistake(
        "drops_malformed",
        "DROPMALFORMED: what cannot be read is gone, and nobody has seen it.",
        killed_by=ParseLanding.quarantines,
        whole="""
def parse_landing(paths, schema):
    landed = lesson.spark.read.schema(schema).option("mode", "DROPMALFORMED").json(paths)
    return landed, lesson.spark.createDataFrame([], "_corrupt_record STRING")
""",
    ),
    mistake(
        "fails_fast",
        "FAILFAST: one broken line, and nothing lands.",
        killed_by=ParseLanding.lands,
        also=(ParseLanding.quarantines,),
        whole="""
def parse_landing(paths, schema):
    landed = lesson.spark.read.schema(schema).option("mode", "FAILFAST").json(paths)
    return landed, lesson.spark.createDataFrame([], "_corrupt_record STRING")
""",
    ),
    mistake(
        "first_file_only",
        "Reads the first of the files.",
        killed_by=ParseLanding.lands,
        also=(ParseLanding.quarantines,),
        replace={
            "lesson.spark.read.text(paths)": "lesson.spark.read.text(paths if isinstance(paths, str) else paths[0])"
        },
    ),
    mistake(
        "from_json_without_options",
        "from_json without options parses only what a query asks for, like the reader.",
        killed_by=ParseLanding.lands,
        also=(ParseLanding.quarantines,),
        replace={'F.from_json("value", whole, options)': 'F.from_json("value", whole)'},
    ),
    mistake(
        "keeps_the_text_column",
        "What landed has a column more than the schema.",
        killed_by=ParseLanding.lands,
        replace={
            '.where("_corrupt_record IS NULL").drop("_corrupt_record")': '.where("_corrupt_record IS NULL")'
        },
    ),
    mistake(
        "null_rows_are_broken",
        "Takes a NULL for the sign of a broken line: flights without a number of their own are quarantined.",
        killed_by=ParseLanding.lands,
        also=(ParseLanding.quarantines,),
        whole="""
def parse_landing(paths, schema):
    lines = lesson.spark.read.text(paths).where("trim(value) <> ''")
    parsed = lines.select("value", F.from_json("value", schema, {"mode": "PERMISSIVE"}).alias("line"))
    fine = "line.carrier IS NOT NULL AND line.flight IS NOT NULL"
    broken = parsed.where(f"NOT ({fine})").select(F.col("value").alias("_corrupt_record"))
    return parsed.where(fine).select("line.*"), broken
""",
    ),
    mistake(
        "opens_the_files",
        "Opens the files itself, on the driver: a folder is no file, and a text no list of paths.",
        killed_by=ParseLanding.same_split,
        whole="""
def parse_landing(paths, schema):
    whole = StructType([*schema, StructField("_corrupt_record", StringType())])
    options = {"mode": "PERMISSIVE", "columnNameOfCorruptRecord": "_corrupt_record"}
    texts = [(line,) for path in paths for line in open(path).read().splitlines() if line.strip()]
    lines = lesson.spark.createDataFrame(texts, "value STRING")
    parsed = lines.select(F.from_json("value", whole, options).alias("line")).select("line.*")
    landed = parsed.where("_corrupt_record IS NULL").drop("_corrupt_record")
    return landed, parsed.where("_corrupt_record IS NOT NULL")
""",
    ),
    mistake(
        "permissive_alone",
        "The default mode without the column for the text: broken lines land as rows of NULLs.",
        killed_by=ParseLanding.lands,
        also=(ParseLanding.quarantines,),
        whole="""
def parse_landing(paths, schema):
    landed = lesson.spark.read.schema(schema).json(paths)
    return landed, lesson.spark.createDataFrame([], "_corrupt_record STRING")
""",
    ),
    mistake(
        "quarantines_without_the_text",
        "The quarantine holds what was parsed, and not what came.",
        killed_by=ParseLanding.quarantines,
        replace={
            'return landed, parsed.where("_corrupt_record IS NOT NULL")': 'return landed, parsed.where("_corrupt_record IS NOT NULL").withColumn("_corrupt_record", F.to_json(F.struct(*schema.fieldNames())))'
        },
    ),
    mistake(
        "reader_without_cache",
        "The reader with _corrupt_record, as in many a tutorial: what is broken depends on who asks.",
        killed_by=ParseLanding.same_split,
        whole="""
def parse_landing(paths, schema):
    whole = StructType([*schema, StructField("_corrupt_record", StringType())])
    raw = lesson.spark.read.schema(whole).json(paths)
    return raw.where("_corrupt_record IS NULL").drop("_corrupt_record"), raw.where("_corrupt_record IS NOT NULL")
""",
    ),
    mistake(
        "reads_texts_and_casts",
        "Parses every column as text and uses try_cast: a value of the wrong type becomes NULL, and its line lands.",
        killed_by=ParseLanding.lands,
        also=(ParseLanding.quarantines,),
        whole="""
def parse_landing(paths, schema):
    texts = StructType([StructField(field.name, StringType()) for field in schema])
    whole = StructType([*texts, StructField("_corrupt_record", StringType())])
    options = {"mode": "PERMISSIVE", "columnNameOfCorruptRecord": "_corrupt_record"}
    lines = lesson.spark.read.text(paths).where("trim(value) <> ''")
    parsed = lines.select(F.from_json("value", whole, options).alias("line")).select("line.*")
    typed = [F.col(field.name).try_cast(field.dataType).alias(field.name) for field in schema]
    return parsed.where("_corrupt_record IS NULL").select(*typed), parsed.where("_corrupt_record IS NOT NULL")
""",
    ),
    mistake(
        "schema_of_the_notebook",
        "Parses with the schema of the cell above, whatever it is given.",
        killed_by=ParseLanding.lands,
        also=(ParseLanding.quarantines,),
        whole="""
FEED = StructType.fromDDL("carrier STRING, flight INT, dep_delay INT, _corrupt_record STRING")


def parse_landing(paths, schema):
    options = {"mode": "PERMISSIVE", "columnNameOfCorruptRecord": "_corrupt_record"}
    lines = lesson.spark.read.text(paths).where("trim(value) <> ''")
    parsed = lines.select(F.from_json("value", FEED, options).alias("line")).select("line.*")
    landed = parsed.where("_corrupt_record IS NULL").drop("_corrupt_record")
    return landed, parsed.where("_corrupt_record IS NOT NULL")
""",
    ),
]
