"""Forgets array_compact: a mark has a NULL for every rule that holds, and asks for the others with exists."""

KILLED_BY = 1
REPLACE = {
    "    return F.array_compact(F.array(*fails))": "    return F.array(*fails)",
    'F.size("_failed_rules") > 0': "F.exists('_failed_rules', lambda name: name.isNotNull())",
}
