"""Collects the newest time and gives it the process's zone back; a match statement judges it."""

import traceback


class PipelineHealthCheck:
    ORDER = ["error", "failed", "warning", "passed"]

    def __init__(self, pipeline_name, now=utc_now):
        self.pipeline_name = pipeline_name
        self.now = now
        self.results = []

    def run(self, check, table, look, expected=None):
        status = outcome = "error"
        try:
            status, outcome, observed = look()
        except Exception as error:
            observed = traceback.format_exception_only(error)[-1].strip()
        if status == "passed":
            todo = ""
        else:
            todo = ACTIONS[outcome] if outcome in ACTIONS else "Ask the owner of this check."
        self.results += [CheckResult(check, table, status, outcome, observed, expected, todo)]
        return self.results[-1]

    def check_data_freshness(self, table, column, max_age_hours):
        return self.run("age", table, lambda: self._judge(self._newest(table, column), max_age_hours), max_age_hours)

    def _newest(self, table, column):
        [row] = lesson.spark.sql(f"SELECT max({quote(column)}) AS newest FROM {{t}}", t=lesson.spark.table(table)).collect()
        # naive, in the process's zone; its `fold` tells the two 01:30 of autumn apart
        return row.newest and row.newest.astimezone(UTC)

    def _judge(self, newest, limit):
        hours = newest and (self.now() - newest) / timedelta(hours=1)
        seen = {"age_hours": hours, "newest": newest}
        match hours:
            case None:
                return "failed", "empty", seen
            case h if h < 0:
                return "failed", "future", seen
            case h if h <= limit:
                return "passed", "fresh", seen
        return "failed", "stale", seen

    def get_health_status(self):
        def plain(value):
            return {str(k): plain(v) for k, v in value.items()} if isinstance(value, dict) else (
                value if isinstance(value, (str, int, float, type(None))) else str(value))

        ordered = [r for s in self.ORDER for r in self.results if r.status == s]
        worst = ordered[0].status if ordered else None
        names = {None: "unknown", "passed": "healthy", "warning": "degraded"}
        return {
            "pipeline": self.pipeline_name,
            "status": names.get(worst, "unhealthy"),
            "checked_at": self.now().isoformat(),
            "checks": [plain(vars(r)) for r in ordered],
        }
