"""A boolean column for each rule, under the rule's name: it replaces the column of the same name."""

KILLED_BY = 1


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
