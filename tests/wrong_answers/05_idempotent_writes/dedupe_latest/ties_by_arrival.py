"""Breaks ties by a row number of arrival, which a replay need not repeat."""

KILLED_BY = 2
REPLACE = {
    "tie_break = [F.col(quote(name)).desc_nulls_last() for name in sorted(df.columns)]": (
        "tie_break = [F.monotonically_increasing_id()]"
    )
}
