"""Spark's own Observation: the numbers fall out of one pass that writes nowhere."""

from pyspark.sql import Observation


def validate_data_quality(df, rules, min_rows=1, max_bad_ratio=0.0):
    columns = set(df.columns)
    for name, rule in rules.items():
        try:
            df.where(F.expr(rule)).schema
        except AnalysisException as error:
            raise SchemaValidationError(f"rule {name} does not fit {sorted(columns)}: {error}") from error

    flags = [F.coalesce(~F.expr(rule), F.lit(True)) for rule in rules.values()]
    reasons = F.filter(
        F.array(*[F.when(flag, F.lit(name)) for name, flag in zip(rules, flags)]), lambda reason: reason.isNotNull()
    )
    marked = df.withColumn("_failed_rules", reasons)
    seen = Observation()
    any_failed = F.size("_failed_rules") > 0
    marked.observe(
        seen,
        F.count(F.lit(1)).alias("total"),
        F.count_if(any_failed).alias("bad"),
        *[F.count_if(flag).alias(f"rule {n}") for n, flag in enumerate(flags)],
    ).write.format("noop").mode("overwrite").save()
    total, bad = seen.get["total"], seen.get["bad"]
    counts = {"total": total, "good": total - bad, "bad": bad}
    counts |= {name: seen.get[f"rule {n}"] for n, name in enumerate(rules)}
    report = QualityReport(marked.where(~any_failed).drop("_failed_rules"), marked.where(any_failed), counts)
    if total < min_rows:
        raise DataQualityError("too few rows", report=report)
    if bad > max_bad_ratio * total:
        raise DataQualityError("too many bad rows", report=report)
    return report
