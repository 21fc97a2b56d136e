"""Asks for a rule's column by the rule's name: with a dot in it Spark looks for a field of a struct."""

KILLED_BY = 1
ALSO = (2, 3, 4, 5, 7)
REPLACE = {
    """    per_rule = [F.count_if(F.array_contains("_failed_rules", name)).alias(name) for name in rules]
""": """    per_rule = [F.count_if(F.array_contains("_failed_rules", name)).alias(name) for name in rules]
    shown = marked.select(*[F.array_contains("_failed_rules", name).alias(name) for name in rules])
    shown.select(*rules).schema
"""
}
