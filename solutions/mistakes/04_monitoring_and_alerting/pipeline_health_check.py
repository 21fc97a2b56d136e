"""Mistakes in ``pipeline_health_check``, and the criterion that must catch each."""

from autograder.authoring.answers import mistake
from autograder.exercises.monitoring_and_alerting.health import PipelineHealth

MISTAKES = [
    mistake(
        "all_of_nothing",
        "`all` over no results is True: nothing checked, everything healthy.",
        killed_by=PipelineHealth.overall_status,
        replace={
            """if not seen:
            overall = "unknown"
        elif seen""": "if seen",
        },
    ),
    mistake(
        "best_first",
        "Sorted the wrong way round.",
        killed_by=PipelineHealth.page_is_useful,
        replace={
            "key=lambda result: rank[result.status]": "key=lambda result: -rank[result.status]",
        },
    ),
    mistake(
        "catches_missing_tables_only",
        "Expects AnalysisException: what goes wrong while Spark computes escapes.",
        killed_by=PipelineHealth.errors_are_results,
        replace={
            "except Exception as error:": 'except __import__("pyspark.errors").errors.AnalysisException as error:',
        },
    ),
    mistake(
        "collected_as_utc",
        "Takes what collect() gave for UTC: it is the process's zone.",
        killed_by=PipelineHealth.age_is_elapsed_time,
        replace={
            "newest = lesson.spark.table(table).agg(F.unix_micros(F.max(quote(column)))).first()[0]": "newest = lesson.spark.table(table).agg(F.max(quote(column))).first()[0]",
            """age = (self.now().timestamp() - newest / 1e6) / 3600
""": """age = (self.now() - newest.replace(tzinfo=UTC)).total_seconds() / 3600
""",
        },
    ),
    mistake(
        "collects_the_column",
        "The whole column comes to the driver to find its maximum.",
        killed_by=PipelineHealth.rows_stay,
        replace={
            "newest = lesson.spark.table(table).agg(F.unix_micros(F.max(quote(column)))).first()[0]": """rows = lesson.spark.table(table).select(F.unix_micros(quote(column))).collect()
            newest = max((row[0] for row in rows if row[0] is not None), default=None)""",
        },
    ),
    mistake(
        "counts_rows_for_empty",
        "Empty means no rows: a column of NULLs breaks it.",
        killed_by=PipelineHealth.outcomes_told_apart,
        replace={
            "if newest is None:": "if lesson.spark.table(table).isEmpty():",
        },
    ),
    mistake(
        "empty_breaks_it",
        "Subtracts None: an empty table is an error of the check.",
        killed_by=PipelineHealth.outcomes_told_apart,
        replace={
            """if newest is None:
                return "failed", "empty", {"age_hours": None}
            """: "",
        },
    ),
    mistake(
        "empty_is_fresh",
        "Nothing there, so nothing is old.",
        killed_by=PipelineHealth.outcomes_told_apart,
        replace={
            'return "failed", "empty", {"age_hours": None}': 'return "passed", "fresh", {"age_hours": None}',
        },
    ),
    mistake(
        "empty_is_stale",
        "No rows and old rows are told apart by nobody.",
        killed_by=PipelineHealth.outcomes_told_apart,
        replace={
            'return "failed", "empty", {"age_hours": None}': 'return "failed", "stale", {"age_hours": None}',
        },
    ),
    mistake(
        "empty_not_recorded",
        "An empty table is returned, and appended by nobody.",
        killed_by=PipelineHealth.outcomes_told_apart,
        replace={
            "self.results.append(result)": """if outcome != "empty":
            self.results.append(result)""",
        },
    ),
    mistake(
        "error_counts_as_empty",
        "A table that is missing has no rows.",
        killed_by=PipelineHealth.errors_are_results,
        replace={
            'status, outcome, observed = "error", "error", f"{type(error).__name__}: {first_line}"': 'status, outcome, observed = "failed", "empty", {"age_hours": None}',
        },
    ),
    mistake(
        "error_is_a_failure",
        "Blind and bad are one: a check that cannot look says failed, stale.",
        killed_by=PipelineHealth.errors_are_results,
        replace={
            'status, outcome, observed = "error", "error", f"': 'status, outcome, observed = "failed", "stale", f"',
        },
    ),
    mistake(
        "error_is_unknown",
        "A blind check makes the whole unknown, whatever else is known.",
        killed_by=PipelineHealth.overall_status,
        replace={
            "if not seen:": 'if not seen or "error" in seen:',
        },
    ),
    mistake(
        "error_returned_not_recorded",
        "An error is returned to the caller and missing on the page.",
        killed_by=PipelineHealth.errors_are_results,
        replace={
            'status, outcome, observed = "error", "error", f"{type(error).__name__}: {first_line}"': 'return CheckResult(check, table, "error", "error", f"{type(error).__name__}: {first_line}", expected, ACTIONS["error"])',
        },
    ),
    mistake(
        "error_without_its_class",
        "The text of the error alone: what kind it was, nobody knows.",
        killed_by=PipelineHealth.errors_are_results,
        replace={
            'f"{type(error).__name__}: {first_line}"': "first_line",
        },
    ),
    mistake(
        "errors_are_nobodys_fault",
        "Only failed counts: a check that could not look leaves the page healthy.",
        killed_by=PipelineHealth.overall_status,
        replace={
            'elif seen & {"failed", "error"}:': 'elif "failed" in seen:',
        },
    ),
    mistake(
        "first_one_decides",
        "The first result decides.",
        killed_by=PipelineHealth.overall_status,
        replace={
            "seen = {result.status for result in self.results}": "seen = {result.status for result in self.results[:1]}",
        },
    ),
    mistake(
        "future_is_a_positive_age",
        "abs(): nine hours ahead look like nine hours old.",
        killed_by=PipelineHealth.outcomes_told_apart,
        replace={
            """age = (self.now().timestamp() - newest / 1e6) / 3600
""": """age = abs(self.now().timestamp() - newest / 1e6) / 3600
""",
        },
    ),
    mistake(
        "future_is_fresh",
        "A time after now is younger than any limit.",
        killed_by=PipelineHealth.outcomes_told_apart,
        replace={
            """if age < 0:
                return "failed", "future", {"age_hours": age}
            """: "",
        },
    ),
    mistake(
        "in_the_order_of_checking",
        "Forty checks passed, then the one that matters.",
        killed_by=PipelineHealth.page_is_useful,
        replace={
            "worst_first = sorted(self.results, key=lambda result: rank[result.status])": "worst_first = list(self.results)",
        },
    ),
    mistake(
        "in_the_order_of_the_alphabet",
        "error, failed, passed, warning: the alphabet does not know what is bad.",
        killed_by=PipelineHealth.page_is_useful,
        replace={
            "key=lambda result: rank[result.status]": "key=lambda result: result.status",
        },
    ),
    mistake(
        "interrupt_is_an_error",
        "Catches everything: who stops the round gets the next check instead.",
        killed_by=PipelineHealth.errors_are_results,
        replace={
            "except Exception as error:": "except BaseException as error:",
        },
    ),
    mistake(
        "last_one_decides",
        "The latest result decides: a failure is forgotten when the next check passes.",
        killed_by=PipelineHealth.overall_status,
        replace={
            "seen = {result.status for result in self.results}": "seen = {result.status for result in self.results[-1:]}",
        },
    ),
    mistake(
        "missing_table_escapes",
        "The exception of a missing table stops the checks that follow.",
        killed_by=PipelineHealth.errors_are_results,
        replace={
            "except Exception as error:": "except ZeroDivisionError as error:",
        },
    ),
    mistake(
        "naive_local_now",
        "now in the process's own zone, without saying so: an hour off across a clock change.",
        killed_by=PipelineHealth.age_is_elapsed_time,
        replace={
            "newest = lesson.spark.table(table).agg(F.unix_micros(F.max(quote(column)))).first()[0]": "newest = lesson.spark.table(table).agg(F.max(quote(column))).first()[0]",
            """age = (self.now().timestamp() - newest / 1e6) / 3600
""": """now = datetime.fromtimestamp(self.now().timestamp())
            age = (now - newest).total_seconds() / 3600
""",
        },
    ),
    mistake(
        "naive_now",
        "Both sides naive: what collect() gives, and a now without its zone. Right on a server in UTC alone.",
        killed_by=PipelineHealth.age_is_elapsed_time,
        replace={
            "newest = lesson.spark.table(table).agg(F.unix_micros(F.max(quote(column)))).first()[0]": "newest = lesson.spark.table(table).agg(F.max(quote(column))).first()[0]",
            """age = (self.now().timestamp() - newest / 1e6) / 3600
""": """now = self.now().astimezone(UTC).replace(tzinfo=None)
            age = (now - newest).total_seconds() / 3600
""",
        },
    ),
    mistake(
        "no_action_for_the_unknown",
        "Only the outcomes of ACTIONS get a text.",
        killed_by=PipelineHealth.page_is_useful,
        replace={
            'ACTIONS.get(outcome, f"Look into {table}: {outcome}.")': 'ACTIONS.get(outcome, "")',
        },
    ),
    mistake(
        "not_json",
        "Hands the results on as they are: dates and Decimals break json.dumps.",
        killed_by=PipelineHealth.page_is_useful,
        replace={
            "return json.loads(json.dumps(status, default=str))": "return status",
        },
    ),
    mistake(
        "oldest_row",
        "The age of the oldest row.",
        killed_by=PipelineHealth.outcomes_told_apart,
        replace={
            "F.unix_micros(F.max(": "F.unix_micros(F.min(",
        },
    ),
    mistake(
        "only_what_failed",
        "A page of failures only: nobody sees what was checked.",
        killed_by=PipelineHealth.page_is_useful,
        replace={
            "for result in worst_first]": "for result in worst_first if not result]",
        },
    ),
    mistake(
        "own_clock",
        "Looks at the machine's clock instead of the one it was given.",
        killed_by=PipelineHealth.outcomes_told_apart,
        replace={
            "age = (self.now().timestamp() -": "age = (utc_now().timestamp() -",
        },
    ),
    mistake(
        "page_sorts_the_results",
        "Sorts `results` in place: whoever reads it as a history finds another one.",
        killed_by=PipelineHealth.page_is_useful,
        replace={
            "worst_first = sorted(self.results, key=lambda result: rank[result.status])": "self.results.sort(key=lambda result: rank[result.status])\n        worst_first = self.results",
        },
    ),
    mistake(
        "page_without_what_was_seen",
        "Shows status and action of each check, and not what it saw or expected.",
        killed_by=PipelineHealth.page_is_useful,
        replace={
            "[asdict(result) for result in worst_first]": '[\n                {"check": one.check, "table": one.table, "status": one.status, "outcome": one.outcome, "action": one.action}\n                for one in worst_first\n            ]',
        },
    ),
    mistake(
        "stale_at_the_limit",
        "Calls the data stale that is just as old as it may be.",
        killed_by=PipelineHealth.age_is_elapsed_time,
        replace={
            "if age > max_age_hours:": "if age >= max_age_hours:",
        },
    ),
    mistake(
        "stale_warns",
        "An old table is only a warning.",
        killed_by=PipelineHealth.outcomes_told_apart,
        replace={
            'return "failed", "stale"': 'return "warning", "stale"',
        },
    ),
    mistake(
        "timestampdiff",
        "timestampdiff computes on the wall clock of the session's zone: an hour off across a clock change.",
        killed_by=PipelineHealth.age_is_elapsed_time,
        replace={
            "newest = lesson.spark.table(table).agg(F.unix_micros(F.max(quote(column)))).first()[0]": 'newest = lesson.spark.table(table).agg(F.timestamp_diff("SECOND", F.max(quote(column)), F.lit(self.now()))).first()[0]',
            """age = (self.now().timestamp() - newest / 1e6) / 3600
""": """age = newest / 3600
""",
        },
    ),
    mistake(
        "timestamps_subtracted",
        "The difference of two timestamps is an interval of the session's wall clock.",
        killed_by=PipelineHealth.age_is_elapsed_time,
        replace={
            "newest = lesson.spark.table(table).agg(F.unix_micros(F.max(quote(column)))).first()[0]": "newest = lesson.spark.table(table).agg(F.lit(self.now()) - F.max(quote(column))).first()[0]",
            """age = (self.now().timestamp() - newest / 1e6) / 3600
""": """age = newest.total_seconds() / 3600
""",
        },
    ),
    mistake(
        "to_pandas",
        "The whole table as a pandas DataFrame, for one number.",
        killed_by=PipelineHealth.rows_stay,
        replace={
            "newest = lesson.spark.table(table).agg(F.unix_micros(F.max(quote(column)))).first()[0]": """times = lesson.spark.table(table).select(F.unix_micros(quote(column)).alias("t")).toPandas()["t"].dropna()
            newest = None if times.empty else int(times.max())""",
        },
    ),
    mistake(
        "truncates_to_the_hour",
        "Compares date_trunc('hour'): up to an hour too old.",
        killed_by=PipelineHealth.age_is_elapsed_time,
        replace={
            "newest = lesson.spark.table(table).agg(F.unix_micros(F.max(quote(column)))).first()[0]": 'newest = lesson.spark.table(table).agg(F.unix_micros(F.date_trunc("hour", F.max(quote(column))))).first()[0]',
        },
    ),
    mistake(
        "warnings_are_healthy",
        "No failure, so healthy.",
        killed_by=PipelineHealth.overall_status,
        replace={
            'overall = "degraded" if "warning" in seen else "healthy"': 'overall = "healthy"',
        },
    ),
    mistake(
        "warnings_are_unhealthy",
        "Not everything passed, so all is lost.",
        killed_by=PipelineHealth.overall_status,
        replace={
            'overall = "degraded" if "warning" in seen else "healthy"': 'overall = "unhealthy" if "warning" in seen else "healthy"',
        },
    ),
    mistake(
        "whole_hours",
        "Whole hours: 24.4 hours count as 24, and are fresh.",
        killed_by=PipelineHealth.age_is_elapsed_time,
        replace={
            """age = (self.now().timestamp() - newest / 1e6) / 3600
""": """age = (self.now().timestamp() - newest / 1e6) // 3600
""",
        },
    ),
]
