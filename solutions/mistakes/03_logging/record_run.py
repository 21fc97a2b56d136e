"""Mistakes in ``record_run``, and the criterion that must catch each."""

from autograder.authoring.answers import mistake
from autograder.exercises.logging.record import RecordRun

MISTAKES = [
    mistake(
        "always_true",
        "Says True whether the run is recorded or not.",
        killed_by=RecordRun.never_fails_the_run,
        replace={
            "        return False": "        return True",
        },
    ),
    mistake(
        "analysis_errors_only",
        "Catches AnalysisException: a cluster that is gone raises something else.",
        killed_by=RecordRun.never_fails_the_run,
        replace={
            """    except Exception as error:
""": """    except AnalysisException as error:
""",
            """    try:
        row""": """    from pyspark.errors import AnalysisException

    try:
        row""",
        },
    ),
    mistake(
        "append",
        "Appends: a run that is recorded twice has two rows.",
        killed_by=RecordRun.replaces,
        replace={
            """        spark.sql(
            f"MERGE INTO {table} t USING {{runs}} s ON t.run_id = s.run_id "
            "WHEN MATCHED THEN UPDATE SET * WHEN NOT MATCHED THEN INSERT *",
            runs=spark.createDataFrame([row], columns),
        )
""": """        spark.createDataFrame([row], columns).write.format("delta").mode("append").saveAsTable(table)
""",
        },
    ),
    mistake(
        "bare_nan",
        "default=str takes the Decimal, and NaN stays bare.",
        killed_by=RecordRun.takes_odd_values,
        replace={
            "json.dumps(json_value(run.metrics))": "json.dumps(run.metrics, default=str)",
        },
    ),
    mistake(
        "escapes_by_hand",
        "Doubles the quotes and forgets the backslash.",
        killed_by=RecordRun.takes_odd_values,
        replace={
            """        spark.sql(
            f"MERGE INTO {table} t USING {{runs}} s ON t.run_id = s.run_id "
            "WHEN MATCHED THEN UPDATE SET * WHEN NOT MATCHED THEN INSERT *",
            runs=spark.createDataFrame([row], columns),
        )
""": """        def shown(v):
            if v is None:
                return "NULL"
            if isinstance(v, datetime):
                return f"timestamp'{v.isoformat()}'"
            return "'" + v.replace("'", "''") + "'" if isinstance(v, str) else f"{v}D"

        spark.sql(f"DELETE FROM {table} WHERE run_id = {shown(run.run_id)}")
        spark.sql(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join(map(shown, row.values()))})")
""",
        },
    ),
    mistake(
        "f_string_of_values",
        "Values in an f-string: the first quote in an error ends the statement.",
        killed_by=RecordRun.takes_odd_values,
        replace={
            """        spark.sql(
            f"MERGE INTO {table} t USING {{runs}} s ON t.run_id = s.run_id "
            "WHEN MATCHED THEN UPDATE SET * WHEN NOT MATCHED THEN INSERT *",
            runs=spark.createDataFrame([row], columns),
        )
""": """        values = ", ".join(
            "NULL" if v is None else f"timestamp'{v.isoformat()}'" if isinstance(v, datetime) else
            f"'{v}'" if isinstance(v, str) else f"{v}D" for v in row.values()
        )
        spark.sql(f"DELETE FROM {table} WHERE run_id = '{run.run_id}'")
        spark.sql(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({values})")
""",
        },
    ),
    mistake(
        "insert_only",
        "Only inserts: a run that was recorded as running stays running.",
        killed_by=RecordRun.replaces,
        replace={
            "WHEN MATCHED THEN UPDATE SET * WHEN NOT MATCHED THEN INSERT *": "WHEN NOT MATCHED THEN INSERT *",
        },
    ),
    mistake(
        "json_dumps_alone",
        "json.dumps of the bare metrics: a Decimal, and the run is not recorded.",
        killed_by=RecordRun.takes_odd_values,
        replace={
            "json.dumps(json_value(run.metrics))": "json.dumps(run.metrics)",
        },
    ),
    mistake(
        "lets_errors_out",
        "No try: a table that cannot be written fails a run that has succeeded.",
        killed_by=RecordRun.never_fails_the_run,
        replace={
            """    except Exception as error:
""": """    except ZeroDivisionError as error:
""",
        },
    ),
    mistake(
        "local_times",
        "Cuts the zone off: 09:50 in Tokyo becomes 09:50 in UTC.",
        killed_by=RecordRun.writes_a_row,
        also=(
            RecordRun.replaces,
            RecordRun.takes_odd_values,
        ),
        replace={
            'row = asdict(run) | {"metrics": json.dumps(json_value(run.metrics))}': 'row = asdict(run) | {"metrics": json.dumps(json_value(run.metrics)), "started_at": run.started_at.replace(tzinfo=None)}',
        },
    ),
    mistake(
        "merge_on_pipeline",
        "MERGE on the pipeline: one row per pipeline, the history is lost.",
        killed_by=RecordRun.replaces,
        replace={
            "ON t.run_id = s.run_id ": "ON t.pipeline = s.pipeline OR t.run_id <> s.run_id ",
        },
    ),
    mistake(
        "nameless_error",
        "The log does not say which run is missing.",
        killed_by=RecordRun.never_fails_the_run,
        replace={
            "run_id=run.run_id, pipeline=run.pipeline, exc_info=error": "exc_info=error",
        },
    ),
    mistake(
        "needs_a_logger",
        "Given no logger, the line about the failure fails itself, and takes the run along.",
        killed_by=RecordRun.never_fails_the_run,
        replace={
            """        logger = StructuredLogger("ops") if logger is None else logger
""": "",
        },
    ),
    mistake(
        "needs_a_table",
        "Expects the table to be there.",
        killed_by=RecordRun.writes_a_row,
        replace={
            """        spark.sql(f"CREATE TABLE IF NOT EXISTS {table} ({columns}) USING delta")
""": "",
        },
    ),
    mistake(
        "no_schema",
        "Creates the table but not its schema: the first run of a new environment is never recorded.",
        killed_by=RecordRun.writes_a_row,
        replace={
            """        if schema:
""": """        if False:
""",
        },
    ),
    mistake(
        "overwrite",
        "Overwrites the table: one run is left.",
        killed_by=RecordRun.replaces,
        replace={
            """        spark.sql(
            f"MERGE INTO {table} t USING {{runs}} s ON t.run_id = s.run_id "
            "WHEN MATCHED THEN UPDATE SET * WHEN NOT MATCHED THEN INSERT *",
            runs=spark.createDataFrame([row], columns),
        )
""": """        spark.createDataFrame([row], columns).write.format("delta").mode("overwrite").saveAsTable(table)
""",
        },
    ),
    mistake(
        "parquet",
        "A table of Parquet files.",
        killed_by=RecordRun.writes_a_row,
        replace={
            "USING delta": "USING parquet",
            """        spark.sql(
            f"MERGE INTO {table} t USING {{runs}} s ON t.run_id = s.run_id "
            "WHEN MATCHED THEN UPDATE SET * WHEN NOT MATCHED THEN INSERT *",
            runs=spark.createDataFrame([row], columns),
        )
""": """        spark.createDataFrame([row], columns).write.mode("append").insertInto(table)
""",
        },
    ),
    mistake(
        "python_dict_as_metrics",
        "metrics is the text of a Python dict: single quotes.",
        killed_by=RecordRun.takes_odd_values,
        also=(
            RecordRun.writes_a_row,
            RecordRun.replaces,
        ),
        replace={
            "json.dumps(json_value(run.metrics))": "str(run.metrics)",
        },
    ),
    mistake(
        "silent",
        "Returns False and says nothing: a gap in the table that nobody can explain.",
        killed_by=RecordRun.never_fails_the_run,
        replace={
            """        logger.error("run_not_recorded", run_id=run.run_id, pipeline=run.pipeline, exc_info=error)
""": "",
        },
    ),
    mistake(
        "status_only",
        "The update changes the status alone: duration and error are lost.",
        killed_by=RecordRun.replaces,
        replace={
            "UPDATE SET * WHEN": "UPDATE SET status = s.status WHEN",
        },
    ),
    mistake(
        "swallows_interrupts",
        "`except BaseException`: Ctrl-C is an error in the log, and the job goes on.",
        killed_by=RecordRun.never_fails_the_run,
        replace={
            """    except Exception as error:
""": """    except BaseException as error:
""",
        },
    ),
    mistake(
        "times_as_texts",
        "Timestamps become texts.",
        killed_by=RecordRun.writes_a_row,
        replace={
            "for name, kind in PIPELINE_RUNS.items())": 'for name, kind in (PIPELINE_RUNS | {"started_at": "string", "finished_at": "string"}).items())',
            '{"metrics": json.dumps(json_value(run.metrics))}': '{"metrics": json.dumps(json_value(run.metrics)), "started_at": str(run.started_at.isoformat(" ", "hours"))[:13]}',
        },
    ),
    mistake(
        "warns_only",
        "A warning instead of an error.",
        killed_by=RecordRun.never_fails_the_run,
        replace={
            'logger.error("run_not_recorded"': 'logger.warning("run_not_recorded"',
        },
    ),
]
