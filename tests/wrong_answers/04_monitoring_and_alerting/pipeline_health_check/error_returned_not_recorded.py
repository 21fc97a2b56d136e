"""An error is returned to the caller and missing on the page."""

KILLED_BY = 3
REPLACE = {
    'status, outcome, observed = "error", "error", f"{type(error).__name__}: {first_line}"': 'return CheckResult(check, table, "error", "error", f"{type(error).__name__}: {first_line}", expected, ACTIONS["error"])',
}
