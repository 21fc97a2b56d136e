"""Shows status and action of each check, and not what it saw or expected."""

KILLED_BY = 5
REPLACE = {
    '[asdict(result) for result in worst_first]': '[\n                {"check": one.check, "table": one.table, "status": one.status, "outcome": one.outcome, "action": one.action}\n                for one in worst_first\n            ]',
}
