"""Compares the values by <>: where one side is NULL that is NULL, and no change is seen."""

KILLED_BY = 4
REPLACE = {
    'f"NOT (t.{quote(name)} <=> s.{quote(name)})" for name in batch.columns': """f"t.{quote(name)} <> s.{quote(name)}" for name in batch.columns if name != order_by"""
}
