"""Answers without going through run: nothing on the page, and errors escape."""

KILLED_BY = 1
REPLACE = {
    'return self.run("row_count", table, look, {"min_rows": min_rows, "day": day})': 'return CheckResult("row_count", table, *look())',
}
