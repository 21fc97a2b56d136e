"""allow_nan is left on and floats pass: NaN, which is not JSON."""

KILLED_BY = 1
REPLACE = {
    "return value if math.isfinite(value) else None": "return value",
    "json.dumps(line, allow_nan=False)": "json.dumps(line)",
}
