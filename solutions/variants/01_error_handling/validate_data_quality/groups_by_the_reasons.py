"""Counts the combinations of reasons in one groupBy and adds them up in Python; SQL for the mark."""

import functools


def validate_data_quality(df, rules, min_rows=1, max_bad_ratio=0.0):
    for name, rule in rules.items():
        try:
            _ = df.selectExpr(rule).columns
        except AnalysisException as error:
            if (error.getCondition() or "").split(".")[0] == "UNRESOLVED_COLUMN":
                raise SchemaValidationError(f"{name}: {error.getMessageParameters()['objectName']} is missing") from error
            raise
    none = F.array().cast("array<string>")
    mark = functools.reduce(
        lambda found, item: F.when(F.expr(f"({item[1]}) IS TRUE"), found).otherwise(F.array_append(found, F.lit(item[0]))),
        rules.items(),
        none,
    )
    marked = df.select("*", mark.alias("_failed_rules"))
    tally = {tuple(reasons): n for reasons, n in marked.groupBy("_failed_rules").count().collect()}
    total, good = sum(tally.values()), tally.get((), 0)
    counts = {"total": total, "good": good, "bad": total - good}
    counts.update({name: sum(n for reasons, n in tally.items() if name in reasons) for name in rules})
    report = QualityReport(
        good=marked.filter("cardinality(_failed_rules) = 0").drop("_failed_rules"),
        bad=marked.filter("cardinality(_failed_rules) > 0"),
        counts=counts,
    )
    if total < min_rows or (total and (total - good) / total > max_bad_ratio):
        raise DataQualityError(f"validation failed: {counts}", report)
    return report
