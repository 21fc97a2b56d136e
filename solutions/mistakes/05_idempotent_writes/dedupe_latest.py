"""Mistakes in ``dedupe_latest``, and the criterion that must catch each."""

from autograder.authoring.answers import mistake
from autograder.exercises.idempotent_writes.dedupe import DedupeLatest

MISTAKES = [
    mistake(
        "columns_reordered",
        "Brings the key columns to the front and the others behind them in alphabetical order.",
        killed_by=DedupeLatest.columns_unchanged,
        whole="""
def dedupe_latest(df, key_columns, order_by):
    others = sorted(name for name in df.columns if name not in (*key_columns, order_by))
    version = F.struct(order_by, *[quote(name) for name in others])
    newest = df.groupBy(*key_columns).agg(F.max(version).alias("newest"))
    return newest.select(*key_columns, "newest.*")
""",
    ),
    mistake(
        "drop_duplicates",
        "dropDuplicates keeps an arbitrary version, not the newest.",
        killed_by=DedupeLatest.newest,
        also=(
            DedupeLatest.deterministic,
            DedupeLatest.nulls_last,
        ),
        whole="""
def dedupe_latest(df, key_columns, order_by):
    return df.dropDuplicates(key_columns)
""",
    ),
    mistake(
        "helper_column_clashes",
        "Calls its helper column rn and drops it: a batch that has a column rn loses it.",
        killed_by=DedupeLatest.columns_unchanged,
        whole="""
def dedupe_latest(df, key_columns, order_by):
    newest_first = [F.col(order_by).desc_nulls_last(), *[F.col(quote(name)) for name in sorted(df.columns)]]
    versions = Window.partitionBy(*key_columns).orderBy(*newest_first)
    return df.withColumn("rn", F.row_number().over(versions)).filter("rn = 1").drop("rn")
""",
    ),
    mistake(
        "helper_column_left",
        "Leaves the column with the row number in the result.",
        killed_by=DedupeLatest.columns_unchanged,
        whole="""
def dedupe_latest(df, key_columns, order_by):
    newest_first = [F.col(order_by).desc_nulls_last(), *[F.col(quote(name)) for name in sorted(df.columns)]]
    versions = Window.partitionBy(*key_columns).orderBy(*newest_first)
    return df.withColumn("version_number", F.row_number().over(versions)).filter("version_number = 1")
""",
    ),
    mistake(
        "keeps_ties",
        "rank() gives equally new versions the same number: all of them stay.",
        killed_by=DedupeLatest.newest,
        replace={
            "rank = F.row_number()": "rank = F.rank()",
            "versions.orderBy(*newest_first, *tie_break)": "versions.orderBy(*newest_first)",
        },
    ),
    mistake(
        "max_of_each_column",
        "Takes the largest value of every column: a row that nobody ever sent.",
        killed_by=DedupeLatest.newest,
        also=(
            DedupeLatest.deterministic,
            DedupeLatest.nulls_last,
        ),
        whole="""
def dedupe_latest(df, key_columns, order_by):
    others = [name for name in df.columns if name not in key_columns]
    newest = df.groupBy(*key_columns).agg(*[F.max(F.col(quote(name))).alias(name) for name in others])
    return newest.select(*[quote(name) for name in df.columns])
""",
    ),
    mistake(
        "names_unquoted",
        "Uses the columns' names as they come: a dot in a name becomes a field of a struct that is not there.",
        killed_by=DedupeLatest.columns_unchanged,
        whole="""
def dedupe_latest(df, key_columns, order_by):
    newest_first = [F.col(order_by).desc_nulls_last(), *[F.col(name) for name in sorted(df.columns)]]
    versions = Window.partitionBy(*key_columns).orderBy(*newest_first)
    rank = F.row_number().over(versions)
    return df.select(F.struct("*").alias("row"), rank.alias("rank")).filter("rank = 1").select("row.*")
""",
    ),
    mistake(
        "no_tie_break",
        "Numbers the versions by date alone: which of two equally new ones comes first depends on their arrival.",
        killed_by=DedupeLatest.deterministic,
        replace={"versions.orderBy(*newest_first, *tie_break)": "versions.orderBy(*newest_first)"},
    ),
    mistake(
        "nulls_first",
        "Puts a version without a date before all others.",
        killed_by=DedupeLatest.nulls_last,
        replace={
            "newest_first = [F.col(quote(order_by)).desc_nulls_last()]": (
                "newest_first = [F.col(quote(order_by)).desc_nulls_first()]"
            )
        },
    ),
    mistake(
        "oldest",
        "Sorts ascending: keeps the oldest version.",
        killed_by=DedupeLatest.newest,
        also=(
            DedupeLatest.deterministic,
            DedupeLatest.nulls_last,
        ),
        replace={
            "newest_first = [F.col(quote(order_by)).desc_nulls_last()]": "newest_first = [F.col(quote(order_by)).asc()]"
        },
    ),
    mistake(
        "sort_then_drop_duplicates",
        "Sorts by the date first, in one partition, and hopes that dropDuplicates keeps the first row of each key.",
        killed_by=DedupeLatest.deterministic,
        whole="""
def dedupe_latest(df, key_columns, order_by):
    newest_first = df.coalesce(1).sortWithinPartitions(F.col(order_by).desc_nulls_last())
    return newest_first.dropDuplicates(key_columns)
""",
    ),
    mistake(
        "ties_by_arrival",
        "Breaks ties by a row number of arrival, which a replay need not repeat.",
        killed_by=DedupeLatest.deterministic,
        replace={
            "tie_break = [F.col(quote(name)).desc_nulls_last() for name in sorted(df.columns)]": (
                "tie_break = [F.monotonically_increasing_id()]"
            )
        },
    ),
    mistake(
        "ties_by_one_column",
        "Breaks ties by one further column only, in which equally new versions may agree.",
        killed_by=DedupeLatest.deterministic,
        replace={"for name in sorted(df.columns)]": "for name in df.columns[2:3]]"},
    ),
    mistake(
        "undated_rows_lost",
        "Joins each key's newest date back: a key whose only version has no date is lost.",
        killed_by=DedupeLatest.nulls_last,
        replace={"return df.select(": "return df.filter(F.col(quote(order_by)).isNotNull()).select("},
    ),
]
