"""Mistakes in ``read_with_fallback``, and the criterion that must catch each."""

from autograder.authoring.answers import mistake
from autograder.exercises.error_handling.fallback import ReadWithFallback

MISTAKES = [
    mistake(
        "asks_the_catalog_alone",
        "tableExists decides alone: a catalog that does not exist is fine with it only by luck, a path fails in it.",
        killed_by=ReadWithFallback.only_when_missing,
        replace={
            "    except TableNotFoundError as error:\n        if lesson.spark.catalog.tableExists(primary_table):": "    except (TableNotFoundError, AnalysisException) as error:\n        if '.' not in primary_table and lesson.spark.catalog.tableExists(primary_table):"
        },
    ),
    mistake(
        "calls_back_always",
        "Reports every read: an alert that always fires is switched off.",
        killed_by=ReadWithFallback.visible,
        replace={
            "        return from_table(read_table_safely(primary_table), primary_table)": "        found = from_table(read_table_safely(primary_table), primary_table)\n        if on_fallback: on_fallback(primary_table, fallback_table, None)\n        return found"
        },
    ),
    mistake(
        "calls_back_before_it_reads",
        "Announces a fallback that then does not happen.",
        killed_by=ReadWithFallback.fallback_fails,
        replace={
            "        first = error\n": "        first = error\n        if on_fallback is not None:\n            on_fallback(primary_table, fallback_table, first)\n",
            "    if on_fallback is not None:\n        on_fallback(primary_table, fallback_table, first)\n    return df": "    return df",
        },
    ),
    mistake(
        "calls_back_on_broken_views",
        "Calls on_fallback for a broken view too, then raises.",
        killed_by=ReadWithFallback.visible,
        replace={
            "            raise  # a view that is there; it is the table behind it that is missing\n": "            if on_fallback: on_fallback(primary_table, fallback_table, error)\n            raise\n"
        },
    ),
    mistake(
        "compares_the_last_part",
        "Compares the last parts of the two names: a temporary view and the table behind it may share that.",
        killed_by=ReadWithFallback.only_when_missing,
        replace={
            "lesson.spark.catalog.tableExists(primary_table)": "error.__cause__.getMessageParameters()['relationName'].split('.')[-1].strip('`') != primary_table.split('.')[-1].strip('`') and '2013' not in primary_table"
        },
    ),
    mistake(
        "compares_unquoted_names",
        "Compares relationName with the name in one pair of quotes: `db.flights` is never equal to `db`.`flights`.",
        killed_by=ReadWithFallback.only_when_missing,
        replace={
            "lesson.spark.catalog.tableExists(primary_table)": "error.__cause__.getMessageParameters()['relationName'] != f'`{primary_table}`'"
        },
    ),
    mistake(
        "condition_only",
        "The condition alone: a view over a dropped table has it too, and falls back.",
        killed_by=ReadWithFallback.only_when_missing,
        replace={
            """        if lesson.spark.catalog.tableExists(primary_table):
            raise  # a view that is there; it is the table behind it that is missing
""": ""
        },
    ),
    mistake(
        "empty_when_both_are_missing",
        "Both are missing: an empty frame, as if nothing had flown.",
        killed_by=ReadWithFallback.fallback_fails,
        replace={
            'raise TableNotFoundError(f"neither is there: {first}; {second}") from first': "return lesson.spark.createDataFrame([], 'flight BIGINT, _source_table STRING')"
        },
    ),
    mistake(
        "every_analysis_error",
        "Falls back on every AnalysisException: a typo in a column, too, brings the old numbers.",
        killed_by=ReadWithFallback.only_when_missing,
        whole="""
def read_with_fallback(primary_table, fallback_table, on_fallback=None):
    try:
        df = lesson.spark.table(primary_table)
        df.schema
        return df.withColumn("_source_table", F.lit(primary_table))
    except AnalysisException as error:
        try:
            df = read_table_safely(fallback_table)
        except TableNotFoundError as second:
            raise TableNotFoundError(f"neither {primary_table} nor {fallback_table}: {second}") from error
        if on_fallback:
            on_fallback(primary_table, fallback_table, error)
        return df.withColumn("_source_table", F.lit(fallback_table))
""",
    ),
    mistake(
        "every_error_of_the_fallback",
        "Says that neither table is there, whatever is wrong with the fallback.",
        killed_by=ReadWithFallback.fallback_fails,
        replace={"    except TableNotFoundError as second:": "    except Exception as second:"},
    ),
    mistake(
        "every_exception",
        "The helper of the incident, made loud: still it falls back on everything.",
        killed_by=ReadWithFallback.only_when_missing,
        replace={
            "    except TableNotFoundError as error:\n        if lesson.spark.catalog.tableExists(primary_table):\n            raise  # a view that is there; it is the table behind it that is missing\n": "    except Exception as error:\n"
        },
    ),
    mistake(
        "finds_out_too_late",
        "A try around table() alone: on Spark Connect nothing is found there.",
        killed_by=ReadWithFallback.only_when_missing,
        whole="""
def read_with_fallback(primary_table, fallback_table, on_fallback=None):
    try:
        return lesson.spark.table(primary_table).withColumn("_source_table", F.lit(primary_table))
    except AnalysisException as error:
        if error.getCondition() != "TABLE_OR_VIEW_NOT_FOUND" or lesson.spark.catalog.tableExists(primary_table):
            raise
        first = error
    try:
        df = read_table_safely(fallback_table)
    except TableNotFoundError as second:
        raise TableNotFoundError(f"neither {primary_table} nor {fallback_table}: {second}") from first
    if on_fallback:
        on_fallback(primary_table, fallback_table, first)
    return df.withColumn("_source_table", F.lit(fallback_table))
""",
    ),
    mistake(
        "first_error_only",
        "Both are missing, and the caller hears of the primary only: is the copy there, and was it not read?",
        killed_by=ReadWithFallback.fallback_fails,
        replace={
            'raise TableNotFoundError(f"neither is there: {first}; {second}") from first': "raise first from second"
        },
    ),
    mistake(
        "looks_for_the_name_in_the_message",
        "Looks for the primary's name in Spark's message, where the name of a table behind it may hold it.",
        killed_by=ReadWithFallback.only_when_missing,
        replace={
            "lesson.spark.catalog.tableExists(primary_table)": "primary_table.replace('`', '') not in str(error.__cause__).replace('`', '')"
        },
    ),
    mistake(
        "needs_a_callback",
        "Calls on_fallback without asking whether there is one.",
        killed_by=ReadWithFallback.visible,
        replace={
            "    if on_fallback is not None:\n        on_fallback(": "    if True:\n        on_fallback("
        },
    ),
    mistake(
        "never_falls_back",
        "Reads the primary, and that is all.",
        killed_by=ReadWithFallback.only_when_missing,
        whole="""
def read_with_fallback(primary_table, fallback_table, on_fallback=None):
    return read_table_safely(primary_table).withColumn("_source_table", F.lit(primary_table))
""",
    ),
    mistake(
        "no_source_column",
        "Without the column nobody can see later which rows were a copy.",
        killed_by=ReadWithFallback.visible,
        replace={'return df.withColumn("_source_table", F.lit(name))': "return df"},
    ),
    mistake(
        "prefers_the_fallback",
        "Reads the copy whenever there is one.",
        killed_by=ReadWithFallback.reads_primary,
        whole="""
def read_with_fallback(primary_table, fallback_table, on_fallback=None):
    try:
        return read_table_safely(fallback_table).withColumn("_source_table", F.lit(fallback_table))
    except TableNotFoundError:
        return read_table_safely(primary_table).withColumn("_source_table", F.lit(primary_table))
""",
    ),
    mistake(
        "reads_both_first",
        "Reads both tables before it decides: without a fallback the primary cannot be read either.",
        killed_by=ReadWithFallback.reads_primary,
        whole="""
def read_with_fallback(primary_table, fallback_table, on_fallback=None):
    frames, errors = {}, {}
    for name in (primary_table, fallback_table):
        try:
            frames[name] = read_table_safely(name).withColumn("_source_table", F.lit(name))
        except TableNotFoundError as error:
            errors[name] = error
    if fallback_table in errors:
        raise TableNotFoundError(f"{primary_table} or {fallback_table} is missing") from errors[fallback_table]
    if primary_table in frames:
        return frames[primary_table]
    if lesson.spark.catalog.tableExists(primary_table):
        raise errors[primary_table]
    if on_fallback is not None:
        on_fallback(primary_table, fallback_table, errors[primary_table])
    return frames[fallback_table]
""",
    ),
    mistake(
        "second_error_hides_the_first",
        "Both are missing, and the caller hears of the copy only.",
        killed_by=ReadWithFallback.fallback_fails,
        replace={
            """    try:
        df = from_table(read_table_safely(fallback_table), fallback_table)
    except TableNotFoundError as second:
        raise TableNotFoundError(f"neither is there: {first}; {second}") from first
""": """    df = from_table(read_table_safely(fallback_table), fallback_table)
"""
        },
    ),
    mistake(
        "silent",
        "Falls back, and nobody hears of it.",
        killed_by=ReadWithFallback.visible,
        replace={
            "    if on_fallback is not None:\n        on_fallback(primary_table, fallback_table, first)\n": ""
        },
    ),
    mistake(
        "source_is_always_the_primary",
        "Labels the copy's rows with the primary's name.",
        killed_by=ReadWithFallback.visible,
        replace={
            "from_table(read_table_safely(fallback_table), fallback_table)": "from_table(read_table_safely(fallback_table), primary_table)"
        },
    ),
    mistake(
        "source_only_on_a_fallback",
        "The column comes with the copy only: downstream meets two schemas.",
        killed_by=ReadWithFallback.visible,
        replace={
            "return from_table(read_table_safely(primary_table), primary_table)": "return read_table_safely(primary_table)"
        },
    ),
    mistake(
        "trusts_the_fallback",
        "Takes care with the primary alone: on Spark Connect a missing fallback is found out by whoever uses the frame.",
        killed_by=ReadWithFallback.fallback_fails,
        replace={
            """        df = from_table(read_table_safely(fallback_table), fallback_table)
    except TableNotFoundError as second:""": """        df = from_table(lesson.spark.table(fallback_table), fallback_table)
    except AnalysisException as second:
        if second.getCondition() != "TABLE_OR_VIEW_NOT_FOUND":
            raise"""
        },
    ),
    mistake(
        "unions_the_two",
        "Appends the copy's rows to the primary's: twice the flights.",
        killed_by=ReadWithFallback.reads_primary,
        replace={
            "return from_table(read_table_safely(primary_table), primary_table)": "return from_table(read_table_safely(primary_table), primary_table).union(from_table(read_table_safely(fallback_table), fallback_table))"
        },
    ),
]
