"""Mistakes in ``apply_changes``, and the criterion that must catch each."""

from autograder.authoring.answers import mistake
from autograder.exercises.idempotent_writes.deletes import ApplyChanges

MISTAKES = [
    mistake(
        "appends_events",
        "Every event becomes a row of its own; readers would have to find the newest themselves.",
        killed_by=ApplyChanges.in_order,
        whole="""
def apply_changes(df, table_name, key_columns, order_by="updated_at", delete_column="is_deleted"):
    df.write.format("delta").mode("append").saveAsTable(table_name)
""",
    ),
    mistake(
        "appends_tombstones",
        "A delete takes the row out and appends a tombstone; when its batch comes again, there are two of them.",
        killed_by=ApplyChanges.replay,
        replace={
            "merge.whenMatchedUpdateAll(newer).whenNotMatchedInsertAll().execute()": """merge = merge.whenMatchedDelete(f"s.{deleted} AND {newer}").whenMatchedUpdateAll(newer)
    merge.whenNotMatchedInsertAll(f"NOT s.{deleted}").execute()
    table, later = spark.table(table_name).alias("t"), F.expr(f"{same_key} AND t.{stamp} > s.{stamp}")
    tombstones = latest.filter(deleted).alias("s").join(table, later, "left_anti")
    tombstones.write.format("delta").mode("append").saveAsTable(table_name)"""
        },
    ),
    mistake(
        "dead_for_ever",
        "A tombstone is never touched again: what was put back stays invisible.",
        killed_by=ApplyChanges.revived,
        replace={"whenMatchedUpdateAll(newer)": 'whenMatchedUpdateAll(f"{newer} AND NOT t.{deleted}")'},
    ),
    mistake(
        "delete_whatever_its_age",
        "Updates are guarded by their stamp, deletes are not: a late delete kills a newer row.",
        killed_by=ApplyChanges.newest_wins,
        replace={"whenMatchedUpdateAll(newer)": 'whenMatchedUpdateAll(f"s.{deleted} OR {newer}")'},
    ),
    mistake(
        "delete_wins_within_a_batch",
        "Within a batch a delete wins over every update: a flight deleted and put back stays dead.",
        killed_by=ApplyChanges.newest_wins,
        replace={
            "F.max(F.struct(stamp, deleted, *rest))": "F.max_by(F.struct(stamp, deleted, *rest), F.struct(deleted, stamp))"
        },
    ),
    mistake(
        "drops_duplicates",
        "dropDuplicates keeps some event of each key, not the newest.",
        killed_by=ApplyChanges.newest_wins,
        also=(
            ApplyChanges.unknown_deleted,
            ApplyChanges.edges,
        ),
        replace={
            'latest = events.groupBy(*[quote(key) for key in key_columns]).agg(newest).select("event.*")': "latest = events.dropDuplicates(list(key_columns))"
        },
    ),
    mistake(
        "first_batch_without_deletes",
        "The first batch fills the table with what is alive in it; its deletes are forgotten.",
        killed_by=ApplyChanges.unknown_deleted,
        replace={
            'events.limit(0).write.format("delta").saveAsTable(table_name)': """latest.filter(f"NOT {deleted}").write.format("delta").saveAsTable(table_name)
        return"""
        },
    ),
    mistake(
        "hard_delete",
        "The row is removed: nothing is left that an older update could be compared with.",
        killed_by=ApplyChanges.not_resurrected,
        replace={
            "merge.whenMatchedUpdateAll(newer).whenNotMatchedInsertAll().execute()": """alive = f"NOT s.{deleted}"
    merge = merge.whenMatchedDelete(f"{newer} AND s.{deleted}").whenMatchedUpdateAll(newer)
    merge.whenNotMatchedInsertAll(alive).execute()"""
        },
    ),
    mistake(
        "no_order_guard",
        "What comes last wins, not what is newest: an older update revives the row.",
        killed_by=ApplyChanges.not_resurrected,
        replace={"whenMatchedUpdateAll(newer)": "whenMatchedUpdateAll()"},
    ),
    mistake(
        "null_flag_stays_null",
        "NULL is written as it came: `WHERE NOT is_deleted` hides the row, and nobody deleted it.",
        killed_by=ApplyChanges.edges,
        replace={"F.coalesce(F.col(deleted), F.lit(False))": "F.col(deleted)"},
    ),
    mistake(
        "several_events_of_a_key",
        "No dedupe: a batch with two events of one key is refused by MERGE.",
        killed_by=ApplyChanges.in_order,
        replace={
            'latest = events.groupBy(*[quote(key) for key in key_columns]).agg(newest).select("event.*")': "latest = events"
        },
    ),
    mistake(
        "tombstone_keeps_the_old_stamp",
        "The row is marked, but not stamped: an update older than the delete is still newer than the mark.",
        killed_by=ApplyChanges.not_resurrected,
        replace={
            "merge.whenMatchedUpdateAll(newer)": """mark = {delete_column: F.lit(True)}
    merge = merge.whenMatchedUpdate(f"s.{deleted} AND {newer}", mark)
    merge.whenMatchedUpdateAll(newer)"""
        },
    ),
    mistake(
        "unknown_deletes_dropped",
        "A delete of a row that is not there is ignored; then the row arrives.",
        killed_by=ApplyChanges.unknown_deleted,
        also=(ApplyChanges.replay,),
        replace={"whenNotMatchedInsertAll()": 'whenNotMatchedInsertAll(f"NOT s.{deleted}")'},
    ),
    mistake(
        "update_wins_a_tie",
        "Of two events of the same time the update wins.",
        killed_by=ApplyChanges.edges,
        replace={
            "F.max(F.struct(stamp, deleted, *rest))": "F.max_by(F.struct(stamp, deleted, *rest), F.struct(stamp, ~F.col(deleted)))"
        },
    ),
    mistake(
        "updates_only",
        "The delete column is written like any other, and whoever is deleted is never said to be: the flag is dropped.",
        killed_by=ApplyChanges.in_order,
        replace={"F.coalesce(F.col(deleted), F.lit(False))": "F.lit(False)"},
    ),
]
