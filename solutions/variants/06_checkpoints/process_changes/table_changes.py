"""The feed as a table function in SQL; QUALIFY in place of a window column."""

def process_changes(source, target, checkpoints, *, key_columns, mark_column="updated_at", write=write_idempotent):
    spark = SparkSession.active()
    newest = spark.sql(f"DESCRIBE HISTORY {source} LIMIT 1").collect()[0]["version"]
    done = checkpoints.get_checkpoint(target, source)
    if done == newest:
        return
    if done is None:
        rows = spark.sql(f"SELECT * FROM {source} VERSION AS OF {newest}")
    else:
        rows = spark.sql(
            f"SELECT * EXCEPT (_change_type, _commit_version, _commit_timestamp) "
            f"FROM table_changes('{source}', {done + 1}, {newest}) "
            "WHERE _change_type IN ('insert', 'update_postimage') "
            f"QUALIFY row_number() OVER (PARTITION BY {', '.join(key_columns)} ORDER BY _commit_version DESC) = 1"
        )
    write(rows, target, key_columns, order_by=mark_column)
    checkpoints.set_checkpoint(target, source, newest, expected=done)
