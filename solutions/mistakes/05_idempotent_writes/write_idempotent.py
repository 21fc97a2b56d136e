"""Mistakes in ``write_idempotent``, and the criterion that must catch each."""

from autograder.authoring.answers import mistake
from autograder.exercises.idempotent_writes.upsert import WriteIdempotent

MISTAKES = [
    mistake(
        "always_the_next_version",
        "Takes for granted that every call makes a version.",
        killed_by=WriteIdempotent.metrics,
        replace={
            "    merge = target.alias": '    version = target.history(1).first()["version"] + 1\n    merge = target.alias',
            '.first()\n    version = target.history(1).first()["version"]\n': ".first()\n",
        },
    ),
    mistake(
        "append",
        "Appends what it was given: a replay adds every row again.",
        killed_by=WriteIdempotent.replays,
        also=(WriteIdempotent.duplicates,),
        whole="""
def write_idempotent(df, table_name, key_columns, order_by="updated_at", *, max_attempts=5, sleep=time.sleep):
    require_keys(df, key_columns, order_by)
    batch = dedupe_latest(df, key_columns, order_by)
    batch.write.format("delta").mode("append").saveAsTable(table_name)
    version = DeltaTable.forName(df.sparkSession, table_name).history(1).first()["version"]
    return MergeMetrics(batch.count(), 0, 0, version)
""",
    ),
    mistake(
        "checks_after_the_write",
        "Writes first and looks afterwards: the error comes when the rows are already in the table.",
        killed_by=WriteIdempotent.refuses,
        replace={
            "    require_keys(df, key_columns, order_by)\n": "",
            "            return write()": "            done = write()\n            require_keys(df, key_columns, order_by)\n            return done",
        },
    ),
    mistake(
        "checks_only_before_a_merge",
        "Checks the keys where it merges; the first batch makes the table unchecked.",
        killed_by=WriteIdempotent.refuses,
        replace={
            "    require_keys(df, key_columns, order_by)\n": "",
            "            return merge_changes(": "            require_keys(df, key_columns, order_by)\n            return merge_changes(",
        },
    ),
    mistake(
        "collects_the_batch",
        "Takes the whole batch to the driver and back.",
        killed_by=WriteIdempotent.by_merge,
        replace={
            "    def write() -> MergeMetrics:": """    batch = spark.createDataFrame(batch.collect(), batch.schema)

    def write() -> MergeMetrics:"""
        },
    ),
    mistake(
        "compares_in_pandas",
        "Counts the rows without a key in pandas, for which the whole batch comes to the driver.",
        killed_by=WriteIdempotent.by_merge,
        replace={
            "nulls = df.select(*[F.count_if(F.col(quote(key)).isNull()) for key in key_columns]).first()": "nulls = df.toPandas()[list(key_columns)].isna().sum()"
        },
    ),
    mistake(
        "conflict_swallowed",
        "Takes a conflict for done: logs it and reports zeros, and the batch is not in the table.",
        killed_by=WriteIdempotent.survives_conflict,
        replace={
            "            if attempt == max_attempts:\n                raise\n": """            print("conflict: the other writer was faster")
            return MergeMetrics(0, 0, 0, DeltaTable.forName(spark, table_name).history(1).first()["version"])
"""
        },
    ),
    mistake(
        "conflicts_by_condition",
        "Tells conflicts by their condition, which Delta's conflict errors do not carry.",
        killed_by=WriteIdempotent.survives_conflict,
        replace={
            "except CONFLICTS:\n            if attempt == max_attempts:": """except Exception as error:
            condition = getattr(error, "getCondition", lambda: None)() or ""
            if attempt == max_attempts or not condition.startswith("DELTA_CONCURRENT"):"""
        },
    ),
    mistake(
        "date_column_unchecked",
        "Looks for the key columns only: a batch without the date ends in an AnalysisException of Spark's.",
        killed_by=WriteIdempotent.refuses,
        replace={"in (*key_columns, order_by) if": "in key_columns if"},
    ),
    mistake(
        "dedupes_the_first_batch_only",
        "Trusts MERGE with duplicates: only the first write is deduplicated.",
        killed_by=WriteIdempotent.duplicates,
        replace={"return merge_changes(batch, table_name": "return merge_changes(df, table_name"},
    ),
    mistake(
        "delete_then_append",
        "Two commits: takes the old versions out, then appends the new ones; a crash between them loses rows.",
        killed_by=WriteIdempotent.survives_crash,
        also=(WriteIdempotent.by_merge,),
        whole="""
def write_idempotent(df, table_name, key_columns, order_by="updated_at", *, max_attempts=5, sleep=time.sleep):
    require_keys(df, key_columns, order_by)
    spark, batch = df.sparkSession, dedupe_latest(df, key_columns, order_by)
    if not spark.catalog.tableExists(table_name):
        batch.write.format("delta").saveAsTable(table_name)
        return MergeMetrics(batch.count(), 0, 0, 0)
    for attempt in range(max_attempts):
        try:
            return _replace_rows(
                batch, DeltaTable.forName(spark, table_name), key_columns, order_by, table_name
            )
        except CONFLICTS:
            if attempt == max_attempts - 1:
                raise
            sleep(2.0**attempt)


def _replace_rows(batch, target, key_columns, order_by, table_name):
    date = quote(order_by)
    same = " AND ".join(f"t.{quote(key)} = s.{quote(key)}" for key in key_columns)
    differs = " OR ".join(f"NOT (t.{quote(name)} <=> s.{quote(name)})" for name in batch.columns)
    wins = f"coalesce(t.{date} IS NULL OR s.{date} >= t.{date}, false) AND ({differs})"
    stays = F.expr(f"{same} AND NOT ({wins})")
    news = batch.alias("s").join(target.toDF().alias("t"), stays, "left_anti")
    total = news.count()
    deleted = 0
    if total:
        merge = target.alias("t").merge(news.alias("s"), same).whenMatchedDelete()
        deleted = merge.execute().first()["num_deleted_rows"]
        news = batch.alias("s").join(target.toDF().alias("t"), stays, "left_anti")
        news.write.format("delta").mode("append").saveAsTable(table_name)
    return MergeMetrics(total - deleted, deleted, 0, target.history(1).first()["version"])
""",
    ),
    mistake(
        "deletes_what_the_batch_lacks",
        "Makes the table equal to the batch: rows that are not matched by the source are deleted.",
        killed_by=WriteIdempotent.keeps,
        also=(WriteIdempotent.metrics,),
        replace={
            "    done = merge.": "    merge = merge.whenNotMatchedBySourceDelete()\n    done = merge.",
            'news = batch.alias("s").join(target.toDF().alias("t"), nothing_new, "left_anti")': "news = batch",
        },
    ),
    mistake(
        "distinct_only",
        "Takes out identical rows only; different versions of a key remain.",
        killed_by=WriteIdempotent.creates,
        replace={"dedupe_latest(df, key_columns, order_by), df": "df.distinct(), df"},
    ),
    mistake(
        "drop_duplicates",
        "One row per key, but any of them: dropDuplicates does not ask which is the newest.",
        killed_by=WriteIdempotent.duplicates,
        also=(WriteIdempotent.metrics,),
        replace={"dedupe_latest(df, key_columns, order_by), df": "df.dropDuplicates(list(key_columns)), df"},
    ),
    mistake(
        "equal_date_loses",
        "Only a later date counts: a correction under the same date is passed over.",
        killed_by=WriteIdempotent.order,
        also=(WriteIdempotent.metrics,),
        replace={"s.{date} >= t.{date}": "s.{date} > t.{date}"},
    ),
    mistake(
        "first_key_column_only",
        "Merges on the first key column alone: every flight of a day matches every other, and MERGE refuses.",
        killed_by=WriteIdempotent.replays,
        also=(WriteIdempotent.duplicates,),
        whole="""
def write_idempotent(df, table_name, key_columns, order_by="updated_at", *, max_attempts=5, sleep=time.sleep):
    require_keys(df, key_columns, order_by)
    spark, batch = df.sparkSession, dedupe_latest(df, key_columns, order_by)
    if not spark.catalog.tableExists(table_name):
        batch.write.format("delta").saveAsTable(table_name)
        return MergeMetrics(batch.count(), 0, 0, 0)
    target, key, date = DeltaTable.forName(spark, table_name), quote(key_columns[0]), quote(order_by)
    merge = target.alias("t").merge(batch.alias("s"), f"t.{key} = s.{key}")
    merge = merge.whenMatchedUpdateAll(f"s.{date} > t.{date}").whenNotMatchedInsertAll()
    done = merge.execute().first()
    version = target.history(1).first()["version"]
    return MergeMetrics(
        done["num_inserted_rows"], done["num_updated_rows"], done["num_deleted_rows"], version
    )
""",
    ),
    mistake(
        "first_write_without_dedupe",
        "There is no table to merge into yet, so the first batch is written as it came, duplicates and all.",
        killed_by=WriteIdempotent.creates,
        replace={"batch.write.format": "df.write.format"},
    ),
    mistake(
        "gives_up_too_early",
        "One attempt fewer than allowed.",
        killed_by=WriteIdempotent.survives_conflict,
        replace={
            "range(1, max_attempts + 1)": "range(1, max(2, max_attempts))",
            "            if attempt == max_attempts:": "            if attempt == max(1, max_attempts - 1):",
        },
    ),
    mistake(
        "inserts_only",
        "Adds the keys that are missing and never touches a row that is there.",
        killed_by=WriteIdempotent.changes,
        also=(WriteIdempotent.duplicates,),
        replace={"merge.whenMatchedUpdate(update, set=row).when": "merge.when"},
    ),
    mistake(
        "merge_never_executed",
        "Builds the MERGE and forgets execute(): nothing happens, without an error.",
        killed_by=WriteIdempotent.changes,
        also=(WriteIdempotent.duplicates,),
        whole="""
def write_idempotent(df, table_name, key_columns, order_by="updated_at", *, max_attempts=5, sleep=time.sleep):
    require_keys(df, key_columns, order_by)
    spark, batch = df.sparkSession, dedupe_latest(df, key_columns, order_by)
    if not spark.catalog.tableExists(table_name):
        batch.write.format("delta").saveAsTable(table_name)
        return MergeMetrics(batch.count(), 0, 0, 0)
    target = DeltaTable.forName(spark, table_name)
    on = " AND ".join(f"t.{quote(key)} = s.{quote(key)}" for key in key_columns)
    merge = target.alias("t").merge(batch.alias("s"), on)
    merge.whenMatchedUpdateAll().whenNotMatchedInsertAll()
    return MergeMetrics(0, 0, 0, target.history(1).first()["version"])
""",
    ),
    mistake(
        "metrics_from_the_batch",
        "Counts the rows that came in, not those that were written.",
        killed_by=WriteIdempotent.metrics,
        replace={
            'MergeMetrics(done["num_inserted_rows"], done["num_updated_rows"], done["num_deleted_rows"], version)': "MergeMetrics(batch.count(), 0, 0, version)"
        },
    ),
    mistake(
        "metrics_from_the_history",
        "Reads its numbers from the newest commit; a replay makes none, and reports those of the call before.",
        killed_by=WriteIdempotent.metrics,
        whole="""
def write_idempotent(df, table_name, key_columns, order_by="updated_at", *, max_attempts=5, sleep=time.sleep):
    require_keys(df, key_columns, order_by)
    batch, spark = dedupe_latest(df, key_columns, order_by), df.sparkSession
    for attempt in range(1, max_attempts + 1):
        try:
            if spark.catalog.tableExists(table_name):
                merge_changes(batch, table_name, key_columns, order_by)
            else:
                batch.write.format("delta").saveAsTable(table_name)
            break
        except CONFLICTS:
            if attempt == max_attempts:
                raise
            sleep(attempt)
    commit = DeltaTable.forName(spark, table_name).history(1).first()
    counts = commit["operationMetrics"]
    inserted = counts.get("numTargetRowsInserted", counts.get("numOutputRows", 0))
    updated, deleted = counts.get("numTargetRowsUpdated", 0), counts.get("numTargetRowsDeleted", 0)
    return MergeMetrics(int(inserted), int(updated), int(deleted), commit["version"])
""",
    ),
    mistake(
        "missing_column_is_sparks_error",
        "Never compares the names: a batch without a key column ends in an AnalysisException of Spark's.",
        killed_by=WriteIdempotent.refuses,
        whole="""
def write_idempotent(df, table_name, key_columns, order_by="updated_at", *, max_attempts=5, sleep=time.sleep):
    for key in key_columns:
        nulls = df.filter(F.col(quote(key)).isNull()).count()
        if nulls:
            raise DataQualityError(f"{nulls} rows have NULL in {key}")
    spark, batch = df.sparkSession, dedupe_latest(df, key_columns, order_by)
    for attempt in range(1, max_attempts + 1):
        try:
            if spark.catalog.tableExists(table_name):
                return merge_changes(batch, table_name, key_columns, order_by)
            batch.write.format("delta").saveAsTable(table_name)
            return MergeMetrics(batch.count(), 0, 0, 0)
        except CONFLICTS:
            if attempt == max_attempts:
                raise
            sleep(attempt)
""",
    ),
    mistake(
        "names_unquoted",
        "One MERGE in SQL with the names as they are: a dot, a backquote or a SQL word among them breaks it.",
        killed_by=WriteIdempotent.awkward_names,
        whole='''
def write_idempotent(df, table_name, key_columns, order_by="updated_at", *, max_attempts=5, sleep=time.sleep):
    require_keys(df, key_columns, order_by)
    spark = df.sparkSession
    batch = dedupe_latest(df, key_columns, order_by)
    if not spark.catalog.tableExists(table_name):
        batch.limit(0).write.format("delta").saveAsTable(table_name)
    on = " AND ".join(f"t.{key} = s.{key}" for key in key_columns)
    same = " AND ".join(f"t.{name} <=> s.{name}" for name in batch.columns)
    wins = f"(t.{order_by} IS NULL OR coalesce(s.{order_by} >= t.{order_by}, false))"
    merge = f"""MERGE INTO {table_name} t USING {{batch}} s ON {on}
        WHEN MATCHED AND {wins} AND NOT ({same}) THEN UPDATE SET *
        WHEN NOT MATCHED THEN INSERT *"""
    for attempt in range(1, max_attempts + 1):
        try:
            done = spark.sql(merge, batch=batch).first()
            break
        except CONFLICTS:
            if attempt == max_attempts:
                raise
            sleep(2**attempt)
    version = spark.sql(f"DESCRIBE HISTORY {table_name} LIMIT 1").first()["version"]
    return MergeMetrics(
        done["num_inserted_rows"], done["num_updated_rows"], done["num_deleted_rows"], version
    )
''',
    ),
    mistake(
        "newer_date_alone_ignored",
        "Leaves the date out of the comparison: a row sent again under a newer date keeps its old one.",
        killed_by=WriteIdempotent.changes,
        replace={
            's.{quote(name)})" for name in batch.columns': 's.{quote(name)})" for name in batch.columns if name != order_by'
        },
    ),
    mistake(
        "no_dedupe",
        "Hopes that every batch has one row per key: the first write keeps all versions, MERGE refuses them.",
        killed_by=WriteIdempotent.creates,
        replace={"dedupe_latest(df, key_columns, order_by), df.sparkSession": "df, df.sparkSession"},
    ),
    mistake(
        "no_order_guard",
        "What comes last wins, not what is newest: a late batch puts old values back.",
        killed_by=WriteIdempotent.order,
        also=(WriteIdempotent.metrics,),
        replace={'update = f"{not_older} AND ({differs})"': "update = differs"},
    ),
    mistake(
        "no_retry",
        "One try: a conflict with another writer fails the run.",
        killed_by=WriteIdempotent.survives_conflict,
        replace={"        except CONFLICTS:": "        except TimeoutError:"},
    ),
    mistake(
        "not_equals_over_all_columns",
        "Compares by <>, the date included: seen only where the date moved, so a NULL filled under one date is lost.",
        killed_by=WriteIdempotent.order,
        replace={
            'f"NOT (t.{quote(name)} <=> s.{quote(name)})" for name in batch.columns': 'f"t.{quote(name)} <> s.{quote(name)}" for name in batch.columns'
        },
    ),
    mistake(
        "not_equals_sign",
        "Compares the values by <>: where one side is NULL that is NULL, and no change is seen.",
        killed_by=WriteIdempotent.changes,
        replace={
            'f"NOT (t.{quote(name)} <=> s.{quote(name)})" for name in batch.columns': """f"t.{quote(name)} <> s.{quote(name)}" for name in batch.columns if name != order_by"""
        },
    ),
    mistake(
        "null_keys_dropped",
        "Rows without a key are filtered out without a word.",
        killed_by=WriteIdempotent.refuses,
        replace={
            "    require_keys(df, key_columns, order_by)\n": """    keyed = " AND ".join(f"{quote(key)} IS NOT NULL" for key in key_columns if key in df.columns)
    df = df.filter(keyed)
    require_keys(df, key_columns, order_by)
"""
        },
    ),
    mistake(
        "null_keys_equal",
        "Prints a warning, and compares keys by <=>: rows without a key merge into whatever else has none.",
        killed_by=WriteIdempotent.refuses,
        replace={"= s.{quote(key)}": "<=> s.{quote(key)}", 'raise DataQualityError(f"rows': 'print(f"rows'},
    ),
    mistake(
        "one_row_per_first_key_column",
        "Uses the first key column alone everywhere: one flight a day is left.",
        killed_by=WriteIdempotent.creates,
        replace={
            "    require_keys(df, key_columns, order_by)\n": "    require_keys(df, key_columns, order_by)\n    key_columns = key_columns[:1]\n"
        },
    ),
    mistake(
        "only_whole_keys_missing",
        "Refuses a row only if all its key columns are NULL.",
        killed_by=WriteIdempotent.refuses,
        whole="""
def write_idempotent(df, table_name, key_columns, order_by="updated_at", *, max_attempts=5, sleep=time.sleep):
    spark = df.sparkSession
    missing = {*key_columns, order_by} - set(df.columns)
    if missing:
        raise SchemaValidationError(f"missing columns: {sorted(missing)}")
    keyed = df.dropna(how="all", subset=[quote(key) for key in key_columns])
    count = df.count() - keyed.count()
    if count:
        raise DataQualityError(f"{count} rows have NULL in {list(key_columns)}")
    batch = dedupe_latest(df, key_columns, order_by)
    for attempt in range(1, max_attempts + 1):
        try:
            if spark.catalog.tableExists(table_name):
                return merge_changes(batch, table_name, key_columns, order_by)
            batch.write.format("delta").saveAsTable(table_name)
            return MergeMetrics(batch.count(), 0, 0, 0)
        except CONFLICTS:
            if attempt == max_attempts:
                raise
            sleep(attempt)
""",
    ),
    mistake(
        "overwrites_the_table",
        "Overwrites the table with the batch: idempotent, and all that the batch does not mention is gone.",
        killed_by=WriteIdempotent.keeps,
        also=(
            WriteIdempotent.replay_writes_nothing,
            WriteIdempotent.order,
        ),
        whole="""
def write_idempotent(df, table_name, key_columns, order_by="updated_at", *, max_attempts=5, sleep=time.sleep):
    require_keys(df, key_columns, order_by)
    batch = dedupe_latest(df, key_columns, order_by)
    batch.write.format("delta").mode("overwrite").saveAsTable(table_name)
    version = DeltaTable.forName(df.sparkSession, table_name).history(1).first()["version"]
    return MergeMetrics(batch.count(), 0, 0, version)
""",
    ),
    mistake(
        "plain_upsert",
        "The MERGE of the manual: update what matches, insert the rest, without a condition.",
        killed_by=WriteIdempotent.replay_writes_nothing,
        also=(WriteIdempotent.order,),
        whole="""
def write_idempotent(df, table_name, key_columns, order_by="updated_at", *, max_attempts=5, sleep=time.sleep):
    require_keys(df, key_columns, order_by)
    spark, batch = df.sparkSession, dedupe_latest(df, key_columns, order_by)
    if not spark.catalog.tableExists(table_name):
        batch.write.format("delta").saveAsTable(table_name)
        return MergeMetrics(batch.count(), 0, 0, 0)
    target = DeltaTable.forName(spark, table_name)
    on = " AND ".join(f"t.{quote(key)} = s.{quote(key)}" for key in key_columns)
    merge = target.alias("t").merge(batch.alias("s"), on).whenMatchedUpdateAll().whenNotMatchedInsertAll()
    done = merge.execute().first()
    version = target.history(1).first()["version"]
    return MergeMetrics(
        done["num_inserted_rows"], done["num_updated_rows"], done["num_deleted_rows"], version
    )
""",
    ),
    mistake(
        "quotes_without_doubling",
        "Puts names into backquotes, but leaves a backquote inside a name single.",
        killed_by=WriteIdempotent.awkward_names,
        replace={
            "    date = quote(order_by)\n": """    def quoted(name: str) -> str:
        return f"`{name}`"

    date = quoted(order_by)
""",
            "t.{quote(key)} = s.{quote(key)}": "t.{quoted(key)} = s.{quoted(key)}",
            "NOT (t.{quote(name)} <=> s.{quote(name)})": "NOT (t.{quoted(name)} <=> s.{quoted(name)})",
            'row = {quote(name): f"s.{quote(name)}"': 'row = {quoted(name): f"s.{quoted(name)}"',
        },
    ),
    mistake(
        "reads_the_table_into_the_driver",
        "Fetches the table's keys to see what is new.",
        killed_by=WriteIdempotent.by_merge,
        replace={
            "    merge = target.alias": """    known = {tuple(row) for row in target.toDF().select(*map(quote, key_columns)).toLocalIterator()}
    assert known, "an empty table"
    merge = target.alias"""
        },
    ),
    mistake(
        "refusal_without_numbers",
        "Refuses a batch without keys, and leaves the person on call to count.",
        killed_by=WriteIdempotent.refuses,
        replace={
            'raise DataQualityError(f"rows without a key cannot be merged; NULLs per key column: {counts}")': 'raise DataQualityError(f"rows without a key cannot be merged: {sorted(broken)}")'
        },
    ),
    mistake(
        "retries_everything",
        "Tries again after any error, also one that no attempt can mend.",
        killed_by=WriteIdempotent.survives_conflict,
        replace={"        except CONFLICTS:": "        except Exception:"},
    ),
    mistake(
        "retries_for_ever",
        "Tries until it succeeds, however few attempts were allowed.",
        killed_by=WriteIdempotent.survives_conflict,
        replace={
            "            if attempt == max_attempts:\n                raise\n": "",
            "range(1, max_attempts + 1)": "range(1, 1000)",
        },
    ),
    mistake(
        "returns_nothing",
        "Does the work and does not say what it did.",
        killed_by=WriteIdempotent.metrics,
        replace={"            return write()\n": "            write()\n            return None\n"},
    ),
    mistake(
        "the_wrong_conflicts",
        "Waits for a concurrent transaction, the error of append_once, and for nothing else.",
        killed_by=WriteIdempotent.survives_conflict,
        replace={"        except CONFLICTS:": "        except delta_errors.ConcurrentTransactionException:"},
    ),
    mistake(
        "tries_again_at_once",
        "Tries again without a pause, so that two writers keep meeting.",
        killed_by=WriteIdempotent.survives_conflict,
        replace={"            sleep(random.uniform(0, min(30, 2**attempt)))": "            continue"},
    ),
    mistake(
        "undated_batch_wins",
        "Missing dates on either side let the batch win, also over a row that has one.",
        killed_by=WriteIdempotent.order,
        also=(WriteIdempotent.metrics,),
        replace={"t.{date} IS NULL OR ": "t.{date} IS NULL OR s.{date} IS NULL OR "},
    ),
    mistake(
        "undated_row_frozen",
        "s.date >= t.date is NULL where the table has no date: such a row is never updated again.",
        killed_by=WriteIdempotent.order,
        also=(WriteIdempotent.metrics,),
        replace={"t.{date} IS NULL OR ": ""},
    ),
    mistake(
        "union_and_overwrite",
        "Reads the table, adds the batch, keeps the newest, overwrites the table: right rows, all written anew.",
        killed_by=WriteIdempotent.by_merge,
        whole="""
def write_idempotent(df, table_name, key_columns, order_by="updated_at", *, max_attempts=5, sleep=time.sleep):
    require_keys(df, key_columns, order_by)
    spark, batch = df.sparkSession, dedupe_latest(df, key_columns, order_by)
    version = lambda: DeltaTable.forName(spark, table_name).history(1).first()["version"]
    if not spark.catalog.tableExists(table_name):
        batch.write.format("delta").saveAsTable(table_name)
        return MergeMetrics(batch.count(), 0, 0, 0)
    old = spark.table(table_name)
    both = old.withColumn("arrived", F.lit(0)).unionByName(batch.withColumn("arrived", F.lit(1)))
    newest = F.struct(F.col(quote(order_by)).isNotNull(), F.col(quote(order_by)), "arrived")
    rank = F.row_number().over(Window.partitionBy(*map(quote, key_columns)).orderBy(newest.desc()))
    table = both.withColumn("rank", rank).filter("rank = 1").select(*map(quote, batch.columns))
    changes = table.exceptAll(old)
    total = changes.count()
    inserted = changes.join(old, list(key_columns), "left_anti").count() if total else 0
    if total:
        for attempt in range(1, max_attempts + 1):
            try:
                table.write.format("delta").mode("overwrite").saveAsTable(table_name)
                break
            except CONFLICTS:
                if attempt == max_attempts:
                    raise
                sleep(attempt)
    return MergeMetrics(inserted, total - inserted, 0, version())
""",
    ),
    mistake(
        "update_all_insert_all",
        "Leaves the assignments to UPDATE * and INSERT *, which fail on a backquote in a name.",
        killed_by=WriteIdempotent.awkward_names,
        replace={
            "whenMatchedUpdate(update, set=row)": "whenMatchedUpdateAll(update)",
            "whenNotMatchedInsert(values=row)": "whenNotMatchedInsertAll()",
        },
    ),
    mistake(
        "updates_counted_as_inserts",
        "Adds inserts and updates up to one number, affected rows.",
        killed_by=WriteIdempotent.metrics,
        replace={'done["num_inserted_rows"], done["num_updated_rows"]': 'done["num_affected_rows"], 0'},
    ),
    mistake(
        "updates_every_match",
        "Updates every row that matches and is not older: a replay rewrites the whole batch.",
        killed_by=WriteIdempotent.replay_writes_nothing,
        replace={'update = f"{not_older} AND ({differs})"': "update = not_older"},
    ),
    mistake(
        "updates_only",
        "Forgets the insert clause: after the first batch no new key gets in.",
        killed_by=WriteIdempotent.changes,
        also=(WriteIdempotent.duplicates,),
        replace={".whenNotMatchedInsert(values=row).execute()": ".execute()"},
    ),
    mistake(
        "version_before_the_merge",
        "Reports the version it found, not the one it made.",
        killed_by=WriteIdempotent.metrics,
        replace={
            "    merge = target.alias": '    version = target.history(1).first()["version"]\n    merge = target.alias',
            '.first()\n    version = target.history(1).first()["version"]\n': ".first()\n",
        },
    ),
    mistake(
        "waits_after_the_last_attempt",
        "Waits, and only then sees that no attempt is left.",
        killed_by=WriteIdempotent.survives_conflict,
        replace={
            "            if attempt == max_attempts:\n                raise\n            sleep(random.uniform(0, min(30, 2**attempt)))": "            sleep(random.uniform(0, min(30, 2**attempt)))\n            if attempt == max_attempts:\n                raise"
        },
    ),
    mistake(
        "waits_by_its_own_clock",
        "Calls time.sleep itself, so that nobody can test it without waiting.",
        killed_by=WriteIdempotent.survives_conflict,
        replace={"            sleep(random.uniform(0, min(30, 2**attempt)))": "            time.sleep(0.01)"},
    ),
]
