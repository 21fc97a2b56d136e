"""Two counts instead of one aggregation."""

KILLED_BY = 5
REPLACE = {
    "counts = marked.agg(*numbers, *per_rule).first().asDict()": "counts = marked.agg(*numbers, *per_rule).first().asDict() | {'good': marked.where(~is_bad).count(), 'bad': marked.where(is_bad).count()}"
}
