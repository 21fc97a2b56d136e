"""The age from a cast to double, the page from pydantic, the overall status from a maximum of ranks."""

from pydantic_core import to_jsonable_python


class PipelineHealthCheck:
    RANKS = {"passed": 1, "warning": 2, "failed": 3, "error": 3}
    NAMES = ["unknown", "healthy", "degraded", "unhealthy"]

    def __init__(self, pipeline_name, now=utc_now):
        self.pipeline_name, self.now, self.results = pipeline_name, now, []

    def run(self, check, table, look, expected=None):
        try:
            result = CheckResult(check, table, *look(), expected)
        except Exception as error:
            result = CheckResult(check, table, "error", "error", repr(error), expected)
        if not result:
            values = {**vars(result), "action": ACTIONS.get(result.outcome) or f"See {result.check}."}
            result = CheckResult(**values)
        self.results.append(result)
        return result

    def check_data_freshness(self, table, column, max_age_hours):
        def look():
            df = lesson.spark.read.table(table)
            newest = df.select(F.max(F.col(quote(column)).cast("double")).alias("t")).head().t
            if newest is None:
                return "failed", "empty", {"age_hours": None}
            age = (self.now() - datetime.fromtimestamp(newest, UTC)).total_seconds() / 3600
            outcome = "future" if age < 0 else "stale" if age > max_age_hours else "fresh"
            return "passed" if outcome == "fresh" else "failed", outcome, {"age_hours": age}

        return self.run("freshness", table, look, {"max_age_hours": max_age_hours})

    def get_health_status(self):
        rank = lambda result: self.RANKS[result.status]
        return {
            "pipeline": self.pipeline_name,
            "status": self.NAMES[max(map(rank, self.results), default=0)],
            "checked_at": str(self.now()),
            "checks": to_jsonable_python([vars(one) for one in
                sorted(self.results, key=rank, reverse=True)]),
        }
