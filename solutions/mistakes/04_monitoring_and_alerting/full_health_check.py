"""Mistakes in ``full_health_check``, and the criterion that must catch each."""

from autograder.authoring.answers import mistake
from autograder.exercises.monitoring_and_alerting.full import FullHealth

MISTAKES = [
    mistake(
        "absent_day_breaks_it",
        "A day that is not there is a KeyError.",
        killed_by=FullHealth.counts_rows,
        replace={
            "counts.get(day, 0)": "counts[day]",
        },
    ),
    mistake(
        "added_fails",
        "A new column stops the load.",
        killed_by=FullHealth.compares_schemas,
        replace={
            'if observed["missing"] or observed["changed"]:': "if any(observed.values()):",
        },
    ),
    mistake(
        "added_passes",
        "A new column is nothing to talk about.",
        killed_by=FullHealth.compares_schemas,
        replace={
            'return ("warning", "additive", observed) if observed["added"] else ("passed", "same", observed)': 'return "passed", "same", observed',
        },
    ),
    mistake(
        "alike_days_never_judged",
        "A MAD of 0 means that nothing can be said.",
        killed_by=FullHealth.picks_the_days,
        replace={
            "unusual = count < middle - 5 * spread  # z < -5, and no division by a MAD of 0": "unusual = bool(spread) and count < middle - 5 * spread",
        },
    ),
    mistake(
        "all_of_history",
        "Everything since the beginning: last winter decides about November.",
        killed_by=FullHealth.picks_the_days,
        replace={
            "if first <= d < day and d.weekday()": "if d < day and d.weekday()",
        },
    ),
    mistake(
        "any_pipeline_counts",
        "Somebody ran, so all is well.",
        killed_by=FullHealth.misses_runs,
        replace={
            '(F.col("pipeline") == pipeline) & (F.col("status") == "succeeded")': 'F.col("status") == "succeeded"',
        },
    ),
    mistake(
        "any_run_counts",
        "A failed run is a run.",
        killed_by=FullHealth.misses_runs,
        replace={
            ' & (F.col("status") == "succeeded")': "",
        },
    ),
    mistake(
        "any_weekday",
        "All days of eight weeks: every Saturday looks like a broken Friday.",
        killed_by=FullHealth.picks_the_days,
        also=(FullHealth.tells_holidays,),
        replace={
            " and d.weekday() == day.weekday()]": "]",
        },
    ),
    mistake(
        "by_position",
        "Compares the first with the first, the second with the second.",
        killed_by=FullHealth.compares_schemas,
        replace={
            "fields, wanted = ({f.name: (f.dataType, f.nullable) for f in s.fields} for s in (actual, expected))": """fields = {f.name: (f.dataType, f.nullable) for f in actual.fields}
        wanted = {f.name: (f.dataType, f.nullable) for f in expected.fields}
        if list(fields) != list(wanted):
            yield "changed", "the order of " + ", ".join([*wanted, *fields])""",
        },
    ),
    mistake(
        "check_not_recorded",
        "Answers without going through run: nothing on the page, and errors escape.",
        killed_by=FullHealth.counts_rows,
        replace={
            'return self.run("row_count", table, look, {"min_rows": min_rows, "day": day})': 'return CheckResult("row_count", table, *look())',
        },
    ),
    mistake(
        "column_ignored",
        "Counts by flight_date, whatever column it is told.",
        killed_by=FullHealth.counts_rows,
        replace={
            "F.col(quote(column))": 'F.col("flight_date")',
        },
    ),
    mistake(
        "counts_on_the_driver",
        "All dates come to the driver and are counted there.",
        killed_by=FullHealth.rows_stay,
        replace={
            """per_day = recent.groupBy(local_day.alias("day")).agg(F.count("*").alias("n"))
            counts = {row.day: row.n for row in per_day.collect()}""": """counts: dict = {}
            for row in recent.select(local_day.alias("day")).collect():
                counts[row["day"]] = counts.get(row["day"], 0) + 1""",
        },
    ),
    mistake(
        "day_ignored",
        "Counts the whole table, whatever day was asked for.",
        killed_by=FullHealth.counts_rows,
        also=(
            FullHealth.tells_holidays,
            FullHealth.picks_the_days,
        ),
        replace={
            "judge_volume(counts.get(day, 0), min_rows, baseline)": "judge_volume(rows.count(), min_rows, baseline)",
        },
    ),
    mistake(
        "ddl_not_understood",
        "Takes a StructType only; DDL is an error.",
        killed_by=FullHealth.compares_schemas,
        replace={
            "wanted = StructType.fromDDL(expected) if isinstance(expected, str) else expected": "wanted = expected",
        },
    ),
    mistake(
        "divides_by_the_mad",
        "z as in the formula: days that were all alike divide by zero.",
        killed_by=FullHealth.picks_the_days,
        replace={
            "unusual = count < middle - 5 * spread  # z < -5, and no division by a MAD of 0": "unusual = (count - middle) / spread < -5",
        },
    ),
    mistake(
        "either_condition_fails",
        "z or ratio, where both are meant.",
        killed_by=FullHealth.tells_holidays,
        also=(FullHealth.picks_the_days,),
        replace={
            "if unusual and count < 0.6 * middle:": "if unusual or count < 0.6 * middle:",
        },
    ),
    mistake(
        "elements_may_be_null",
        "Looks at `nullable` of fields, and not at the elements of an array.",
        killed_by=FullHealth.compares_deeply,
        replace={
            "((a.elementType, a.containsNull) for a in": "((a.elementType, True) for a in",
        },
    ),
    mistake(
        "empty_is_few",
        "No rows and few rows are one outcome.",
        killed_by=FullHealth.counts_rows,
        replace={
            """if count == 0:
        return "failed", "empty", observed
    """: "",
        },
    ),
    mistake(
        "equal_or_broken",
        "Two schemas are equal or broken: order, comments and new columns fail.",
        killed_by=FullHealth.compares_schemas,
        replace={
            """if observed["missing"] or observed["changed"]:
                return "failed", "breaking", observed
            return ("warning", "additive", observed) if observed["added"] else ("passed", "same", observed)""": """same = lesson.spark.table(table).schema == wanted
            return ("passed", "same", observed) if same else ("failed", "breaking", observed)""",
        },
    ),
    mistake(
        "few_after_the_weekday",
        "The weekday is asked before min_rows.",
        killed_by=FullHealth.counts_rows,
        replace={
            """if count < min_rows:
        return "failed", "few", observed
    if baseline is None:
        return "passed", "enough", observed""": """if baseline is None:
        return ("failed", "few", observed) if count < min_rows else ("passed", "enough", observed)""",
        },
    ),
    mistake(
        "fixed_limit",
        "A fixed number of rows for every day of the week: the weekday plays no part.",
        killed_by=FullHealth.tells_holidays,
        also=(FullHealth.picks_the_days,),
        replace={
            """unusual = count < middle - 5 * spread  # z < -5, and no division by a MAD of 0
    if unusual and count < 0.6 * middle:
        return "failed", "partial", observed
    return ("warning", "low", observed) if unusual else ("passed", "enough", observed)""": 'return "passed", "enough", observed',
        },
    ),
    mistake(
        "four_weeks",
        "Looks back four weeks in place of eight.",
        killed_by=FullHealth.picks_the_days,
        replace={
            "first, local_day = day - timedelta(weeks=8)": "first, local_day = day - timedelta(weeks=4)",
        },
    ),
    mistake(
        "half_is_the_limit",
        "0.5 instead of 0.6: half a feed with a few rows more gets through.",
        killed_by=FullHealth.tells_holidays,
        also=(FullHealth.picks_the_days,),
        replace={
            "count < 0.6 * middle": "count < 0.5 * middle",
        },
    ),
    mistake(
        "history_ignored",
        "Always the table's own days, whatever history was given.",
        killed_by=FullHealth.picks_the_days,
        replace={
            "past = counts if history is None else history": "past = counts",
        },
    ),
    mistake(
        "judges_by_three_days",
        "Three days as a baseline: one less than agreed.",
        killed_by=FullHealth.picks_the_days,
        replace={
            "if days < 4:": "if days < 3:",
        },
    ),
    mistake(
        "latest_run_decides",
        "Looks at the latest run only: a failure an hour ago hides this morning's success.",
        killed_by=FullHealth.misses_runs,
        replace={
            'newest = runs.agg(F.unix_micros(F.max("finished_at"))).first()[0]': """latest = lesson.spark.table(table).where(F.col("pipeline") == pipeline).orderBy(F.desc("started_at")).first()
            newest = None if latest is None or latest.status != "succeeded" else runs.agg(F.unix_micros(F.max("finished_at"))).first()[0]""",
        },
    ),
    mistake(
        "low_passes",
        "A holiday passes without a word.",
        killed_by=FullHealth.tells_holidays,
        also=(FullHealth.picks_the_days,),
        replace={
            '("warning", "low", observed) if unusual else ': "",
        },
    ),
    mistake(
        "mad_unscaled_and_doubled",
        "A spread of several MADs: broken days look usual.",
        killed_by=FullHealth.tells_holidays,
        replace={
            "spread = 1.4826 * median": "spread = 14.826 * median",
        },
    ),
    mistake(
        "map_values_forgotten",
        "Looks at the keys of a map.",
        killed_by=FullHealth.compares_deeply,
        replace={
            'yield from below("value", now, then)': "pass",
        },
    ),
    mistake(
        "mean_and_deviation",
        "Mean and standard deviation: one odd week hides a broken day.",
        killed_by=FullHealth.tells_holidays,
        replace={
            "middle = median(baseline)": "middle = sum(baseline) / days",
            "spread = 1.4826 * median(abs(n - middle) for n in baseline)": "spread = (sum((n - middle) ** 2 for n in baseline) / days) ** 0.5",
        },
    ),
    mistake(
        "min_rows_excluded",
        "Exactly min_rows is not enough.",
        killed_by=FullHealth.counts_rows,
        replace={
            "if count < min_rows:": "if count <= min_rows:",
        },
    ),
    mistake(
        "missing_warns",
        "Only a changed type breaks; a missing column is a warning.",
        killed_by=FullHealth.compares_schemas,
        replace={
            """if observed["missing"] or observed["changed"]:
                return "failed", "breaking", observed
            return ("warning", "additive", observed) if observed["added"] else""": """if observed["changed"]:
                return "failed", "breaking", observed
            return ("warning", "additive", observed) if observed["added"] or observed["missing"] else""",
        },
    ),
    mistake(
        "name_glued_into_sql",
        "The pipeline's name is glued into the condition: an apostrophe breaks it.",
        killed_by=FullHealth.misses_runs,
        replace={
            ".where(succeeded)": ".where(f\"pipeline = '{pipeline}' AND status = 'succeeded'\")",
        },
    ),
    mistake(
        "names_only",
        "Compares names: a type may change under them.",
        killed_by=FullHealth.compares_schemas,
        replace={
            """for name in fields.keys() & wanted.keys():
            yield from below(name, fields[name], wanted[name])""": "pass",
        },
    ),
    mistake(
        "needs_five_days",
        "Five days before it compares: Thanksgiving and its half are not judged at all.",
        killed_by=FullHealth.tells_holidays,
        also=(FullHealth.picks_the_days,),
        replace={
            "if days < 4:": "if days < 5:",
        },
    ),
    mistake(
        "nested_as_a_whole",
        "A struct that grew a field has changed: additions inside break.",
        killed_by=FullHealth.compares_deeply,
        replace={
            "if isinstance(actual, StructType) and isinstance(expected, StructType):": "if not path and isinstance(actual, StructType) and isinstance(expected, StructType):",
        },
    ),
    mistake(
        "never_is_an_error",
        "A pipeline that never ran breaks the check.",
        killed_by=FullHealth.misses_runs,
        replace={
            """if newest is None:
                return "failed", "never", {"age_hours": None}
            """: "",
        },
    ),
    mistake(
        "never_is_fine",
        "No run, no complaint: the switch of a dead man who never lived.",
        killed_by=FullHealth.misses_runs,
        replace={
            'return "failed", "never", {"age_hours": None}': 'return "passed", "recent", {"age_hours": None}',
        },
    ),
    mistake(
        "not_into_arrays",
        "Knows structs, not arrays and maps.",
        killed_by=FullHealth.compares_deeply,
        replace={
            "elif isinstance(actual, ArrayType) and isinstance(expected, ArrayType):": "elif isinstance(actual, ArrayType) and isinstance(expected, ArrayType) and False:",
        },
    ),
    mistake(
        "nullability_both_ways",
        "A column that is never NULL any more is a broken one.",
        killed_by=FullHealth.compares_schemas,
        also=(FullHealth.compares_deeply,),
        replace={
            "if now[1] and not then[1]:": "if now[1] != then[1]:",
        },
    ),
    mistake(
        "nullability_ignored",
        "A column that may be NULL now is the same column.",
        killed_by=FullHealth.compares_deeply,
        replace={
            "if now[1] and not then[1]:": "if False:",
        },
    ),
    mistake(
        "partial_warns",
        "Half a day is only a warning.",
        killed_by=FullHealth.tells_holidays,
        also=(FullHealth.picks_the_days,),
        replace={
            'return "failed", "partial", observed': 'return "warning", "low", observed',
        },
    ),
    mistake(
        "ratio_alone",
        "Less than 0.6 of the median fails, and nothing ever warns.",
        killed_by=FullHealth.tells_holidays,
        also=(FullHealth.picks_the_days,),
        replace={
            "unusual = count < middle - 5 * spread  # z < -5, and no division by a MAD of 0": "unusual = count < 0.6 * middle",
        },
    ),
    mistake(
        "run_age_by_wall_clock",
        "The age of a run on the session's wall clock: an hour off across a clock change.",
        killed_by=FullHealth.misses_runs,
        replace={
            'newest = runs.agg(F.unix_micros(F.max("finished_at"))).first()[0]': 'newest = runs.agg(F.timestamp_diff("SECOND", F.max("finished_at"), F.lit(self.now()))).first()[0]',
            "age = (self.now().timestamp() - newest / 1e6) / 3600": "age = newest / 3600",
        },
    ),
    mistake(
        "short_history_fails",
        "Without history everything fails: a new pipeline starts red.",
        killed_by=FullHealth.picks_the_days,
        replace={
            'return "passed", "no_baseline", observed': 'return "failed", "no_baseline", observed',
        },
    ),
    mistake(
        "short_history_is_enough",
        "Three days are enough to pass, and nobody hears that nothing was compared.",
        killed_by=FullHealth.picks_the_days,
        replace={
            'return "passed", "no_baseline", observed': 'return "passed", "enough", observed',
        },
    ),
    mistake(
        "started_at",
        "Measures from the start of the run: it may have begun and never come back.",
        killed_by=FullHealth.misses_runs,
        replace={
            'F.max("finished_at")': 'F.max("started_at")',
        },
    ),
    mistake(
        "the_day_itself",
        "The day is compared with itself too, and with later ones.",
        killed_by=FullHealth.picks_the_days,
        also=(FullHealth.tells_holidays,),
        replace={
            "if first <= d < day and d.weekday()": "if first <= d and d.weekday()",
        },
    ),
    mistake(
        "three_deviations",
        "Warns from z = -3 on: several times a month on an ordinary day.",
        killed_by=FullHealth.tells_holidays,
        replace={
            "middle - 5 * spread": "middle - 3 * spread",
        },
    ),
    mistake(
        "top_level_only",
        "Does not look into structs, arrays and maps: their types are compared by name of kind.",
        killed_by=FullHealth.compares_deeply,
        replace={
            "yield from schema_differences(now[0], then[0], inner)": """if type(now[0]) is not type(then[0]):
            yield "changed", inner""",
        },
    ),
    mistake(
        "widening_is_fine",
        "An int that became a bigint is no change.",
        killed_by=FullHealth.compares_schemas,
        replace={
            "elif actual != expected:": 'elif actual != expected and (expected.simpleString(), actual.simpleString()) != ("int", "bigint"):',
        },
    ),
    mistake(
        "z_alone",
        "Everything below z = -5 fails: every holiday wakes somebody up.",
        killed_by=FullHealth.tells_holidays,
        also=(FullHealth.picks_the_days,),
        replace={
            "if unusual and count < 0.6 * middle:": "if unusual:",
        },
    ),
]
