"""Mistakes in ``read_table_safely``, and the criterion that must catch each."""

from autograder.authoring.answers import mistake
from autograder.exercises.error_handling.reading import ReadTableSafely

MISTAKES = [
    mistake(
        "an_empty_frame_for_the_others",
        "Swallows the other errors and goes on with no rows.",
        killed_by=ReadTableSafely.others_pass,
        replace={
            """        if error.getCondition() != "TABLE_OR_VIEW_NOT_FOUND":
            raise
""": """        if error.getCondition() != "TABLE_OR_VIEW_NOT_FOUND":
            return lesson.spark.createDataFrame([], "flight BIGINT")
"""
        },
    ),
    mistake(
        "any_not_found",
        "Takes every condition that ends like it: a missing path is no missing table.",
        killed_by=ReadTableSafely.others_pass,
        replace={
            'error.getCondition() != "TABLE_OR_VIEW_NOT_FOUND"': 'not error.getCondition().endswith("NOT_FOUND")',
            'missing = error.getMessageParameters()["relationName"]': "missing = table_name",
        },
    ),
    mistake(
        "asks_the_catalog_first",
        "tableExists, then an error of its own: no cause, and no word about what Spark looked for.",
        killed_by=ReadTableSafely.missing_table,
        also=(ReadTableSafely.others_pass,),
        whole="""
def read_table_safely(table_name):
    if not lesson.spark.catalog.tableExists(table_name):
        raise TableNotFoundError(f"{table_name} does not exist")
    return lesson.spark.table(table_name)
""",
    ),
    mistake(
        "asks_whether_it_is_empty",
        "isEmpty() sounds like a look at the table, and runs a query.",
        killed_by=ReadTableSafely.no_action,
        replace={
            "df.schema  # on Spark Connect the first look, and so the place of the error": "df.isEmpty()"
        },
    ),
    mistake(
        "builds_a_table_statement",
        "`TABLE name` parses a query too: LIMIT and UNION may stand behind it.",
        killed_by=ReadTableSafely.identifier,
        replace={"lesson.spark.table(table_name)": 'lesson.spark.sql(f"TABLE {table_name}")'},
    ),
    mistake(
        "builds_sql",
        "Pastes the name into SQL: what stands behind it runs.",
        killed_by=ReadTableSafely.identifier,
        replace={"lesson.spark.table(table_name)": 'lesson.spark.sql(f"SELECT * FROM {table_name}")'},
    ),
    mistake(
        "counts_to_test",
        "Counts the rows to find out whether the table is there.",
        killed_by=ReadTableSafely.no_action,
        replace={"df.schema  # on Spark Connect the first look, and so the place of the error": "df.count()"},
    ),
    mistake(
        "does_not_name_the_table",
        "An error that does not say which table.",
        killed_by=ReadTableSafely.missing_table,
        replace={
            'f"cannot read {table_name}: Spark finds no table or view {missing}"': '"the table is missing"'
        },
    ),
    mistake(
        "every_analysis_error_is_a_missing_table",
        "Takes the class of the error for its kind: AnalysisException is the parent of nearly all.",
        killed_by=ReadTableSafely.others_pass,
        whole="""
def read_table_safely(table_name):
    try:
        df = lesson.spark.table(table_name)
        df.schema
        return df
    except AnalysisException as error:
        raise TableNotFoundError(f"table {table_name} not found") from error
""",
    ),
    mistake(
        "every_exception_is_a_missing_table",
        "`except Exception`: a column that is gone, too, becomes a missing table.",
        killed_by=ReadTableSafely.others_pass,
        replace={
            "except AnalysisException as error:": "except Exception as error:",
            """        if error.getCondition() != "TABLE_OR_VIEW_NOT_FOUND":
            raise
        missing = error.getMessageParameters()["relationName"]
""": "        missing = table_name\n",
        },
    ),
    mistake(
        "from_none",
        "`from None` hides what Spark had to say.",
        killed_by=ReadTableSafely.missing_table,
        replace={'view {missing}") from error': 'view {missing}") from None'},
    ),
    mistake(
        "leaves_views_to_spark",
        "Takes a table for missing only if the catalog has nothing of its name: a view over a dropped one keeps Spark's error.",
        killed_by=ReadTableSafely.missing_table,
        whole="""
def read_table_safely(table_name):
    spark = lesson.spark
    try:
        df = spark.table(table_name)
        df.dtypes
        return df
    except AnalysisException as error:
        cause = error
    gone = cause.getCondition() == "TABLE_OR_VIEW_NOT_FOUND" and not spark.catalog.tableExists(table_name)
    if not gone:
        raise cause
    raise TableNotFoundError(f"There is no table {table_name!r}.") from cause
""",
    ),
    mistake(
        "looks_after_the_try",
        "Looks at the schema, but where nobody catches.",
        killed_by=ReadTableSafely.missing_table,
        replace={
            "        df.schema  # on Spark Connect the first look, and so the place of the error\n": "",
            "    return df": "    df.schema\n    return df",
        },
    ),
    mistake(
        "names_only_what_spark_misses",
        "Names the relation that Spark misses: of a view over a dropped table that is the table, and not what was asked for.",
        killed_by=ReadTableSafely.missing_table,
        replace={
            'TableNotFoundError(f"cannot read {table_name}: Spark finds no table or view {missing}")': 'TableNotFoundError(f"Spark finds no table or view {missing}")'
        },
    ),
    mistake(
        "no_from",
        "No `from`: the cause is empty, though Python still knows the context.",
        killed_by=ReadTableSafely.missing_table,
        replace={'view {missing}") from error': 'view {missing}")'},
    ),
    mistake(
        "quotes_the_parts_itself",
        "Splits at every dot and quotes the parts, which have their quotes already.",
        killed_by=ReadTableSafely.identifier,
        whole="""
def read_table_safely(table_name):
    name = ".".join(f"`{part}`" for part in table_name.replace("`", "").split("."))
    try:
        df = lesson.spark.table(name)
        df.schema
    except AnalysisException as error:
        if error.getCondition() != "TABLE_OR_VIEW_NOT_FOUND":
            raise
        raise TableNotFoundError(f"no table {table_name}") from error
    return df
""",
    ),
    mistake(
        "remembers_the_frames",
        "Keeps each frame it has read: a table that is written anew looks as it did in the morning.",
        killed_by=ReadTableSafely.returns_it,
        replace={
            "    try:\n        df = lesson.spark.table(table_name)": """    if table_name in READ:
        return READ[table_name]
    try:
        df = READ[table_name] = lesson.spark.table(table_name)""",
            "    return df": "    return df\n\n\nREAD = {}",
        },
    ),
    mistake(
        "returns_a_copy_of_the_rows",
        "Collects the table and makes a frame of the rows: right, and the whole table on the driver.",
        killed_by=ReadTableSafely.no_action,
        replace={"    return df": "    return lesson.spark.createDataFrame(df.collect(), df.schema)"},
    ),
    mistake(
        "returns_none",
        "Returns None for a missing table: the caller fails somewhere else, on an attribute of None.",
        killed_by=ReadTableSafely.missing_table,
        replace={
            """        missing = error.getMessageParameters()["relationName"]
        raise TableNotFoundError(f"cannot read {table_name}: Spark finds no table or view {missing}") from error
""": """        return None
"""
        },
    ),
    mistake(
        "schema_untouched",
        "On Spark Connect table() only writes the name down: the error comes later, from somewhere else.",
        killed_by=ReadTableSafely.missing_table,
        replace={
            "        df.schema  # on Spark Connect the first look, and so the place of the error\n": "",
        },
    ),
    mistake(
        "searches_the_message",
        "Looks for words in the message, which may be another's: here they are a column's name.",
        killed_by=ReadTableSafely.others_pass,
        replace={'error.getCondition() != "TABLE_OR_VIEW_NOT_FOUND"': '"cannot be found" not in str(error)'},
    ),
    mistake(
        "searches_the_message_for_the_condition",
        "Looks for the condition's name in the text, where a column may have it too.",
        killed_by=ReadTableSafely.others_pass,
        replace={
            'error.getCondition() != "TABLE_OR_VIEW_NOT_FOUND"': '"TABLE_OR_VIEW_NOT_FOUND" not in str(error)',
            'missing = error.getMessageParameters()["relationName"]': "missing = table_name",
        },
    ),
    mistake(
        "takes_a_row_to_test",
        "Reads one row to find out whether the table is there: a query all the same.",
        killed_by=ReadTableSafely.no_action,
        replace={"df.schema  # on Spark Connect the first look, and so the place of the error": "df.head(1)"},
    ),
    mistake(
        "the_wrong_error",
        "Python's own LookupError, which no caller of the pipeline catches.",
        killed_by=ReadTableSafely.missing_table,
        replace={"raise TableNotFoundError(": "raise LookupError("},
    ),
    mistake(
        "transforms_to_test",
        "limit(0) is one more plan: on Spark Connect nobody has looked yet.",
        killed_by=ReadTableSafely.missing_table,
        replace={
            "df.schema  # on Spark Connect the first look, and so the place of the error": "df.limit(0).select('*')"
        },
    ),
    mistake(
        "uses_identifier",
        "IDENTIFIER(:name) takes a name as a value, but not delta.`path`.",
        killed_by=ReadTableSafely.identifier,
        replace={
            "lesson.spark.table(table_name)": 'lesson.spark.sql("SELECT * FROM IDENTIFIER(:name)", args={"name": table_name})'
        },
    ),
    mistake(
        "without_the_cause",
        "Raises outside of the except block, so that Spark's own error is lost.",
        killed_by=ReadTableSafely.missing_table,
        whole="""
def read_table_safely(table_name):
    missing = False
    try:
        df = lesson.spark.table(table_name)
        df.schema
    except AnalysisException as error:
        if error.getCondition() != "TABLE_OR_VIEW_NOT_FOUND":
            raise
        missing = True
    if missing:
        raise TableNotFoundError(f"no table {table_name}")
    return df
""",
    ),
    mistake(
        "wraps_the_others_too",
        "Wraps every other error in a PipelineError: the condition is out of reach.",
        killed_by=ReadTableSafely.others_pass,
        replace={
            """        if error.getCondition() != "TABLE_OR_VIEW_NOT_FOUND":
            raise
""": """        if error.getCondition() != "TABLE_OR_VIEW_NOT_FOUND":
            raise RuntimeError(f"cannot read {table_name}") from error
"""
        },
    ),
]
