"""Decimals become floats: 4.50 is 4.5, and cents get lost in large sums."""

KILLED_BY = 1
REPLACE = {
    "    if isinstance(value, np.generic):": """    from decimal import Decimal

    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, np.generic):""",
}
