"""A count for each rule, and each is a pass over the data."""

KILLED_BY = 5
REPLACE = {
    "counts = marked.agg(*numbers, *per_rule).first().asDict()": "counts = marked.agg(*numbers).first().asDict() | {name: marked.where(F.array_contains('_failed_rules', name)).count() for name in rules}"
}
