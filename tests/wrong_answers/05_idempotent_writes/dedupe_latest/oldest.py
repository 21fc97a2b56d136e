"""Sorts ascending: keeps the oldest version."""

KILLED_BY = 1
ALSO = (2, 3)
REPLACE = {
    "newest_first = [F.col(quote(order_by)).desc_nulls_last()]": "newest_first = [F.col(quote(order_by)).asc()]"
}
