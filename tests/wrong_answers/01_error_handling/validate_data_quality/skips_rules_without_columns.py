"""Leaves out rules that do not fit: a renamed column switches its rules off."""

KILLED_BY = 6
REPLACE = {
    "    for name, rule in rules.items():\n        require_columns(df, name, rule)\n    marked": "    usable = {}\n    for name, rule in rules.items():\n        try:\n            require_columns(df, name, rule)\n            usable[name] = rule\n        except SchemaValidationError:\n            pass\n    rules = usable\n    marked"
}
