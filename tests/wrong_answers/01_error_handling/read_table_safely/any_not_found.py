"""Takes every condition that ends like it: a missing path is no missing table."""

KILLED_BY = 3
REPLACE = {
    'error.getCondition() != "TABLE_OR_VIEW_NOT_FOUND"': 'not error.getCondition().endswith("NOT_FOUND")',
    'missing = error.getMessageParameters()["relationName"]': "missing = table_name",
}
