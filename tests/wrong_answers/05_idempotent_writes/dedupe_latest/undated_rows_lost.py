"""Joins each key's newest date back: a key whose only version has no date is lost."""

KILLED_BY = 3
REPLACE = {"return df.select(": "return df.filter(F.col(quote(order_by)).isNotNull()).select("}
