"""Puts a version without a date before all others."""

KILLED_BY = 3
REPLACE = {
    "newest_first = [F.col(quote(order_by)).desc_nulls_last()]": (
        "newest_first = [F.col(quote(order_by)).desc_nulls_first()]"
    )
}
