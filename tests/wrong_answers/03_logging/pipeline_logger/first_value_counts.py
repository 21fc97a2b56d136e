"""Of two values of a metric the first one is kept."""

KILLED_BY = 8
REPLACE = {
    "metrics={**self.run.metrics, name: value}": "metrics={name: value, **self.run.metrics}",
}
