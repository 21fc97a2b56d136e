"""Mistakes in ``process_changes``, and the criterion that must catch each."""

from autograder.authoring.answers import mistake
from autograder.exercises.checkpoints.changes import ProcessChanges

MISTAKES = [
    mistake(
        "by_stamp",
        "Reads rows by their stamp, as before: one that comes late is lost.",
        killed_by=ProcessChanges.news_only,
        replace={
            'rows = last.drop("_change_type", "_commit_version", "_commit_timestamp", "_change_rank")': """rows = last.drop("_change_type", "_commit_version", "_commit_timestamp", "_change_rank")
        rows = rows.filter(F.col(mark_column) >= spark.read.option("versionAsOf", done).table(source).agg(F.max(mark_column)).first()[0])""",
        },
    ),
    mistake(
        "every_change",
        "All changes of a key are handed on, for `write` to choose from: their stamps are equal.",
        killed_by=ProcessChanges.last_change,
        replace={
            '.filter("_change_rank = 1")': "",
        },
    ),
    mistake(
        "feed_beyond_the_end",
        "Asks for a version that does not exist yet.",
        killed_by=ProcessChanges.nothing_new,
        replace={
            """    if done == newest:
        return
""": "",
        },
    ),
    mistake(
        "feed_columns_left_in",
        "The feed's own columns are handed on, and would end up in the target.",
        killed_by=ProcessChanges.news_only,
        replace={
            'last.drop("_change_type", "_commit_version", "_commit_timestamp", "_change_rank")': 'last.drop("_change_rank")',
        },
    ),
    mistake(
        "feed_from_the_beginning",
        "The first run reads the feed from version 0, which is older than the feed.",
        killed_by=ProcessChanges.first_run,
        replace={
            """if done is None:
        rows = spark.read.option("versionAsOf", newest).table(source)
    else:""": """if done is None:
        done = -1
    if True:""",
        },
    ),
    mistake(
        "first_change_wins",
        "Of several changes to a key the first is kept.",
        killed_by=ProcessChanges.last_change,
        replace={
            'F.col("_commit_version").desc()': 'F.col("_commit_version")',
        },
    ),
    mistake(
        "first_run_leaves_no_mark",
        "The first run returns before the mark is set.",
        killed_by=ProcessChanges.first_run,
        replace={
            """rows = spark.read.option("versionAsOf", newest).table(source)
""": """write(spark.read.option("versionAsOf", newest).table(source), target, key_columns, order_by=mark_column)
        return
""",
        },
    ),
    mistake(
        "first_run_marks_what_came_later",
        "Only the first run asks for the version when its write is over; what came meanwhile is never read.",
        killed_by=ProcessChanges.first_run,
        replace={
            "checkpoints.set_checkpoint(target, source, newest, expected=done)": """if done is None:
        newest = DeltaTable.forName(spark, source).history(1).first()["version"]
    checkpoints.set_checkpoint(target, source, newest, expected=done)""",
        },
    ),
    mistake(
        "first_run_not_pinned",
        "The first run reads the table by its name, so that a MERGE which looks twice sees two versions.",
        killed_by=ProcessChanges.first_run,
        replace={
            'spark.read.option("versionAsOf", newest).table(source)': "spark.table(source)",
        },
    ),
    mistake(
        "inserts_only",
        "Updates are not taken for news.",
        killed_by=ProcessChanges.news_only,
        replace={
            '.isin("insert", "update_postimage")': ' == "insert"',
        },
    ),
    mistake(
        "latest_by_stamp",
        "Of several changes to a key the one with the latest stamp is kept; the stamps are equal.",
        killed_by=ProcessChanges.last_change,
        replace={
            'F.col("_commit_version").desc()': 'F.col(mark_column).desc(), F.col("_commit_version")',
        },
    ),
    mistake(
        "mark_after_the_write",
        "The mark is the newest version when the write is over.",
        killed_by=ProcessChanges.first_run,
        replace={
            "checkpoints.set_checkpoint(target, source, newest, expected=done)": 'checkpoints.set_checkpoint(target, source, DeltaTable.forName(spark, source).history(1).first()["version"])',
        },
    ),
    mistake(
        "mark_first",
        "The mark is set before the changes are in.",
        killed_by=ProcessChanges.crashes,
        replace={
            """    write(rows, target, key_columns, order_by=mark_column)
    checkpoints.set_checkpoint(target, source, newest, expected=done)""": """    checkpoints.set_checkpoint(target, source, newest, expected=done)
    write(rows, target, key_columns, order_by=mark_column)""",
        },
    ),
    mistake(
        "mark_in_a_finally",
        "The mark is set whether the write succeeded or not.",
        killed_by=ProcessChanges.crashes,
        replace={
            """    write(rows, target, key_columns, order_by=mark_column)
    checkpoints.set_checkpoint(target, source, newest, expected=done)""": """    try:
        write(rows, target, key_columns, order_by=mark_column)
    finally:
        checkpoints.set_checkpoint(target, source, newest, expected=done)""",
        },
    ),
    mistake(
        "no_end",
        "The feed is read to its end, wherever that is by then.",
        killed_by=ProcessChanges.pinned,
        replace={
            'feed.option("endingVersion", newest).table(source)': "feed.table(source)",
        },
    ),
    mistake(
        "old_values_too",
        "Takes every line of the feed, the rows as they were before an update included.",
        killed_by=ProcessChanges.news_only,
        replace={
            'F.col("_change_type").isin("insert", "update_postimage")': "F.lit(True)",
            'F.col("_commit_version").desc()': 'F.col("_commit_version").desc(), F.col("_change_type").desc()',
        },
    ),
    mistake(
        "skips_a_version",
        "One version too many: what it brought is lost.",
        killed_by=ProcessChanges.news_only,
        replace={
            "done + 1": "done + 2",
        },
    ),
    mistake(
        "starts_at_the_mark",
        "startingVersion is included: the last version is read twice.",
        killed_by=ProcessChanges.news_only,
        replace={
            "done + 1": "done",
        },
    ),
    mistake(
        "version_0_is_no_mark",
        "The mark 0, a table's first version, is taken for none, and the whole table comes again.",
        killed_by=ProcessChanges.news_only,
        replace={
            "if done is None:": "if not done:",
        },
    ),
    mistake(
        "version_as_text",
        "The mark is stored as a text.",
        killed_by=ProcessChanges.first_run,
        replace={
            'newest = DeltaTable.forName(spark, source).history(1).first()["version"]': 'newest = DeltaTable.forName(spark, source).history(1).first()["version"] + 1',
        },
    ),
    mistake(
        "whole_table_again",
        "Reads the whole table whenever there is a new version.",
        killed_by=ProcessChanges.news_only,
        replace={
            "if done is None:": "if True:",
        },
    ),
]
