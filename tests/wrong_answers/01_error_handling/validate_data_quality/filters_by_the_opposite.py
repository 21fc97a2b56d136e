"""Splits by the condition and its opposite: rows for which it is NULL are on neither side."""

KILLED_BY = 2


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
