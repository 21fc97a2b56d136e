"""NaN becomes 0: a share that nobody measured."""

KILLED_BY = 1
ALSO = (9,)
REPLACE = {
    "return value if math.isfinite(value) else None": "return value if math.isfinite(value) else 0.0",
}
