"""Keeps the marked rows in the cache, as some do when good and bad are written next: the input is read once."""


def validate_data_quality(df, rules, min_rows=1, max_bad_ratio=0.0):
    for name, rule in rules.items():
        require_columns(df, name, rule)
    marked = df.withColumn("_failed_rules", failed_rules(rules)).cache()
    good, bad = marked.where("size(_failed_rules) = 0"), marked.where("size(_failed_rules) > 0")
    counts = {"total": marked.count(), "good": good.count(), "bad": bad.count()}
    for name in rules:
        counts[name] = marked.where(F.array_contains("_failed_rules", name)).count()
    report = QualityReport(good.drop("_failed_rules"), bad, counts)
    problems = []
    if counts["total"] < min_rows:
        problems.append(f"fewer than {min_rows} rows")
    if counts["bad"] > counts["total"] * max_bad_ratio:
        problems.append(f"more than {max_bad_ratio} bad")
    if problems:
        raise DataQualityError(", ".join(problems), report)
    return report
