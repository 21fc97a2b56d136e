"""Leaves the date out of the comparison: a row sent again under a newer date keeps its old one."""

KILLED_BY = 4
REPLACE = {
    's.{quote(name)})" for name in batch.columns': 's.{quote(name)})" for name in batch.columns if name != order_by'
}
