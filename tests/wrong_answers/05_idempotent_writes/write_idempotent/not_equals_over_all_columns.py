"""Compares by <>, the date included: seen only where the date moved, so a NULL filled under one date is lost."""

KILLED_BY = 5
REPLACE = {
    'f"NOT (t.{quote(name)} <=> s.{quote(name)})" for name in batch.columns': 'f"t.{quote(name)} <> s.{quote(name)}" for name in batch.columns'
}
