"""log_metric("rows", 1) becomes the field rows: every metric is a column of its own."""

KILLED_BY = 2
REPLACE = {
    "metric=name, value=value, stage": "**{name: value}, stage",
}
