"""ValueError: whoever handles the pipeline's errors does not see it."""

KILLED_BY = 4


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
