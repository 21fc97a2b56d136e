"""Mistakes in ``validate_data_quality``, and the criterion that must catch each."""

from autograder.authoring.answers import mistake
from autograder.exercises.error_handling.quality import ValidateDataQuality

MISTAKES = [
    mistake(
        "a_column_per_rule",
        "A boolean column for each rule, under the rule's name: it replaces the column of the same name.",
        killed_by=ValidateDataQuality.sorts,
        whole="""
def validate_data_quality(df, rules, min_rows=1, max_bad_ratio=0.0):
    for name, rule in rules.items():
        require_columns(df, name, rule)
    marked = df
    for name, rule in rules.items():
        marked = marked.withColumn(name, F.coalesce(F.expr(rule), F.lit(False)))
    fails = [F.when(~F.col(f"`{name}`"), F.lit(name)) for name in rules]
    marked = marked.withColumn("_failed_rules", F.array_compact(F.array(*fails)))
    extra = [name for name in rules if name not in df.columns]
    is_bad = F.size("_failed_rules") > 0
    per_rule = [F.count_if(~F.col(f"`{name}`")).alias(name) for name in rules]
    numbers = [F.count("*").alias("total"), F.count_if(~is_bad).alias("good"), F.count_if(is_bad).alias("bad")]
    counts = marked.agg(*numbers, *per_rule).first().asDict()
    good, bad = marked.where(~is_bad).drop("_failed_rules", *extra), marked.where(is_bad).drop(*extra)
    report = QualityReport(good, bad, counts)
    if counts["total"] < min_rows or (counts["total"] and counts["bad"] / counts["total"] > max_bad_ratio):
        raise DataQualityError(f"refused: {counts}", report)
    return report
""",
    ),
    mistake(
        "checks_rule_by_rule",
        "Finds the rule that cannot work when its turn comes: the others have read the table by then.",
        killed_by=ValidateDataQuality.missing_column,
        also=(ValidateDataQuality.one_pass,),
        replace={
            "        require_columns(df, name, rule)": "        require_columns(df, name, rule)\n        df.where(F.expr(rule)).count()"
        },
    ),
    mistake(
        "collects_to_look",
        "Prints a sample of the bad rows sorted by flight: a pass of its own, for a log that nobody reads.",
        killed_by=ValidateDataQuality.one_pass,
        replace={
            "    total, bad = counts": "    marked.where(is_bad).orderBy('flight').show(3)\n    total, bad = counts"
        },
    ),
    mistake(
        "counts_by_name_only",
        "Leaves the numbers of the rules out.",
        killed_by=ValidateDataQuality.complete,
        replace={"marked.agg(*numbers, *per_rule)": "marked.agg(*numbers)"},
    ),
    mistake(
        "counts_good_and_bad_apart",
        "Two counts instead of one aggregation.",
        killed_by=ValidateDataQuality.one_pass,
        replace={
            "counts = marked.agg(*numbers, *per_rule).first().asDict()": "counts = marked.agg(*numbers, *per_rule).first().asDict() | {'good': marked.where(~is_bad).count(), 'bad': marked.where(is_bad).count()}"
        },
    ),
    mistake(
        "counts_good_per_rule",
        "Counts for each rule how many rows meet it.",
        killed_by=ValidateDataQuality.complete,
        replace={
            'F.count_if(F.array_contains("_failed_rules", name))': 'F.count_if(~F.array_contains("_failed_rules", name))'
        },
    ),
    mistake(
        "counts_good_rows_as_rows",
        "Wants min_rows good rows.",
        killed_by=ValidateDataQuality.refuses,
        replace={"if total < min_rows:": 'if counts["good"] < min_rows:'},
    ),
    mistake(
        "divides_by_zero",
        "bad / total of an empty batch.",
        killed_by=ValidateDataQuality.no_rows,
        replace={"if total and bad / total > max_bad_ratio": "if bad / total > max_bad_ratio"},
    ),
    mistake(
        "does_not_name_the_rule",
        "Names the column, but not the rule that wants it.",
        killed_by=ValidateDataQuality.missing_column,
        replace={"rule {name!r} needs a column {column}; there are {df.columns}": "no column {column}"},
    ),
    mistake(
        "drops_duplicates",
        "Cleans up while it is there: equal rows become one.",
        killed_by=ValidateDataQuality.complete,
        replace={"marked = df.withColumn(": "marked = df.distinct().withColumn("},
    ),
    mistake(
        "empty_is_an_error_always",
        "Refuses an empty batch even where min_rows is 0: a quiet airport is not broken.",
        killed_by=ValidateDataQuality.no_rows,
        replace={"    if total < min_rows:": "    if total < min_rows or total == 0:"},
    ),
    mistake(
        "error_without_report",
        "Raises with a message, and throws the work away.",
        killed_by=ValidateDataQuality.refuses,
        replace={
            'at least {min_rows} are needed", report)': 'at least {min_rows} are needed")',
            'more than {max_bad_ratio:.1%}: {counts}", report)': 'more than {max_bad_ratio:.1%}: {counts}")',
        },
    ),
    mistake(
        "filters_by_the_opposite",
        "Splits by the condition and its opposite: rows for which it is NULL are on neither side.",
        killed_by=ValidateDataQuality.null_fails,
        whole="""
def validate_data_quality(df, rules, min_rows=1, max_bad_ratio=0.0):
    for name, rule in rules.items():
        require_columns(df, name, rule)
    holds = F.expr(" AND ".join(f"({rule})" for rule in rules.values()))
    marked = df.withColumn("_failed_rules", failed_rules(rules))
    per_rule = [F.count_if(~F.expr(rule)).alias(name) for name, rule in rules.items()]
    numbers = [F.count("*").alias("total"), F.count_if(holds).alias("good"), F.count_if(~holds).alias("bad")]
    counts = df.agg(*numbers, *per_rule).first().asDict()
    report = QualityReport(df.where(holds), marked.where(~holds), counts)
    if counts["total"] < min_rows:
        raise DataQualityError("too few rows", report)
    if counts["total"] and counts["bad"] / counts["total"] > max_bad_ratio:
        raise DataQualityError("too many bad rows", report)
    return report
""",
    ),
    mistake(
        "first_rule_only",
        "Stops at the first rule that a row fails.",
        killed_by=ValidateDataQuality.sorts,
        replace={
            "return F.array_compact(F.array(*fails))": "return F.slice(F.array_compact(F.array(*fails)), 1, 1)"
        },
    ),
    mistake(
        "good_keeps_the_mark",
        "good has a column more than the input: the next append fails, or evolves the schema.",
        killed_by=ValidateDataQuality.sorts,
        replace={'marked.where(~is_bad).drop("_failed_rules")': "marked.where(~is_bad)"},
    ),
    mistake(
        "min_rows_off_by_one",
        "`<=`: as many rows as are needed are not enough.",
        killed_by=ValidateDataQuality.refuses,
        replace={"total < min_rows": "total <= min_rows"},
    ),
    mistake(
        "names_as_columns",
        "Asks for a rule's column by the rule's name: with a dot in it Spark looks for a field of a struct.",
        killed_by=ValidateDataQuality.sorts,
        also=(
            ValidateDataQuality.null_fails,
            ValidateDataQuality.complete,
            ValidateDataQuality.refuses,
            ValidateDataQuality.one_pass,
            ValidateDataQuality.no_rows,
        ),
        replace={
            """    per_rule = [F.count_if(F.array_contains("_failed_rules", name)).alias(name) for name in rules]
""": """    per_rule = [F.count_if(F.array_contains("_failed_rules", name)).alias(name) for name in rules]
    shown = marked.select(*[F.array_contains("_failed_rules", name).alias(name) for name in rules])
    shown.select(*rules).schema
"""
        },
    ),
    mistake(
        "names_in_sql_text",
        "Pastes the rules' names into SQL: a quote in one ends the text.",
        killed_by=ValidateDataQuality.sorts,
        replace={
            "    fails = [F.when(~F.coalesce(F.expr(rule), F.lit(False)), F.lit(name)) for name, rule in rules.items()]\n": "    fails = [F.expr(f\"CASE WHEN NOT coalesce({rule}, false) THEN '{name}' END\") for name, rule in rules.items()]\n"
        },
    ),
    mistake(
        "never_refuses",
        "Returns the report, whatever it says.",
        killed_by=ValidateDataQuality.refuses,
        replace={
            "if total < min_rows:": "if False:",
            "if total and bad / total > max_bad_ratio:": "if False:",
        },
    ),
    mistake(
        "not_before_the_text",
        "Puts a NOT before the rule's text: of a rule with an OR it turns the first half only.",
        killed_by=ValidateDataQuality.sorts,
        also=(ValidateDataQuality.null_fails,),
        replace={
            "F.when(~F.coalesce(F.expr(rule), F.lit(False)), F.lit(name))": "F.when(F.expr(f'coalesce(NOT {rule}, true)'), F.lit(name))"
        },
    ),
    mistake(
        "null_passes",
        "NOT NULL is NULL, and F.when takes only what is true: a row that nobody can judge is good.",
        killed_by=ValidateDataQuality.null_fails,
        replace={"~F.coalesce(F.expr(rule), F.lit(False))": "~F.expr(rule)"},
    ),
    mistake(
        "null_passes_on_purpose",
        "Counts what is unknown as met.",
        killed_by=ValidateDataQuality.null_fails,
        replace={"F.lit(False)": "F.lit(True)"},
    ),
    mistake(
        "nulls_among_the_names",
        "Forgets array_compact: a mark has a NULL for every rule that holds, and asks for the others with exists.",
        killed_by=ValidateDataQuality.sorts,
        replace={
            "    return F.array_compact(F.array(*fails))": "    return F.array(*fails)",
            'F.size("_failed_rules") > 0': "F.exists('_failed_rules', lambda name: name.isNotNull())",
        },
    ),
    mistake(
        "one_count_per_rule",
        "A count for each rule, and each is a pass over the data.",
        killed_by=ValidateDataQuality.one_pass,
        replace={
            "counts = marked.agg(*numbers, *per_rule).first().asDict()": "counts = marked.agg(*numbers).first().asDict() | {name: marked.where(F.array_contains('_failed_rules', name)).count() for name in rules}"
        },
    ),
    mistake(
        "one_reason_as_text",
        "The reasons as one text instead of an array.",
        killed_by=ValidateDataQuality.sorts,
        replace={
            "marked.where(is_bad), counts)": 'marked.where(is_bad).withColumn("_failed_rules", F.array_join("_failed_rules", ", ")), counts)'
        },
    ),
    mistake(
        "ratio_of_the_good",
        "Divides by the good rows: a quarter of all becomes a third.",
        killed_by=ValidateDataQuality.refuses,
        replace={
            "if total and bad / total > max_bad_ratio:": 'if total and bad / max(1, counts["good"]) > max_bad_ratio:'
        },
    ),
    mistake(
        "reads_before_it_checks",
        "Looks whether there are rows before it looks at the rules.",
        killed_by=ValidateDataQuality.missing_column,
        also=(ValidateDataQuality.one_pass,),
        replace={
            "    for name, rule in rules.items():\n        require_columns(df, name, rule)\n    marked": "    df.agg(F.max('flight')).first()\n    for name, rule in rules.items():\n        require_columns(df, name, rule)\n    marked"
        },
    ),
    mistake(
        "refuses_at_the_limit",
        "`>=`: a quarter is refused where a quarter is allowed, and no bad rows where none are.",
        killed_by=ValidateDataQuality.refuses,
        replace={"bad / total > max_bad_ratio": "bad / total >= max_bad_ratio"},
    ),
    mistake(
        "report_only_for_bad_rows",
        "The report is missing where there were too few rows.",
        killed_by=ValidateDataQuality.refuses,
        replace={'at least {min_rows} are needed", report)': 'at least {min_rows} are needed")'},
    ),
    mistake(
        "selects_columns_by_name",
        "Selects the input's columns by name: a dot in one means a field of a struct.",
        killed_by=ValidateDataQuality.sorts,
        replace={'marked.where(~is_bad).drop("_failed_rules")': "marked.where(~is_bad).select(*df.columns)"},
    ),
    mistake(
        "skips_rules_without_columns",
        "Leaves out rules that do not fit: a renamed column switches its rules off.",
        killed_by=ValidateDataQuality.missing_column,
        replace={
            "    for name, rule in rules.items():\n        require_columns(df, name, rule)\n    marked": "    usable = {}\n    for name, rule in rules.items():\n        try:\n            require_columns(df, name, rule)\n            usable[name] = rule\n        except SchemaValidationError:\n            pass\n    rules = usable\n    marked"
        },
    ),
    mistake(
        "spark_s_own_error",
        "A rule on a column that is not there: Spark's AnalysisException, which does not say which rule.",
        killed_by=ValidateDataQuality.missing_column,
        replace={"        require_columns(df, name, rule)": "        pass"},
    ),
    mistake(
        "subtracts_the_good",
        "bad is the input minus good, as sets: of two equal bad rows one is left.",
        killed_by=ValidateDataQuality.complete,
        replace={"marked.where(is_bad), counts)": "marked.subtract(marked.where(~is_bad)), counts)"},
    ),
    mistake(
        "sums_are_null",
        "Sums instead of counts: over no rows a sum is NULL.",
        killed_by=ValidateDataQuality.no_rows,
        replace={"F.count_if(~is_bad)": "F.sum(F.when(~is_bad, 1).otherwise(0))"},
    ),
    mistake(
        "the_wrong_error",
        "ValueError: whoever handles the pipeline's errors does not see it.",
        killed_by=ValidateDataQuality.refuses,
        whole="""
class _Refused(ValueError):
    def __init__(self, message, report):
        super().__init__(message)
        self.report = report


def validate_data_quality(df, rules, min_rows=1, max_bad_ratio=0.0):
    for name, rule in rules.items():
        require_columns(df, name, rule)
    marked = df.withColumn("_failed_rules", failed_rules(rules))
    reasons = {tuple(row[0]): row[1] for row in marked.groupBy("_failed_rules").count().collect()}
    total, good = sum(reasons.values()), reasons.get((), 0)
    per_rule = {name: sum(n for names, n in reasons.items() if name in names) for name in rules}
    counts = {"total": total, "good": good, "bad": total - good, **per_rule}
    is_bad = F.size("_failed_rules") > 0
    report = QualityReport(marked.where(~is_bad).drop("_failed_rules"), marked.where(is_bad), counts)
    if total < min_rows or (total and counts["bad"] / total > max_bad_ratio):
        raise _Refused("refused", report)
    return report
""",
    ),
]
