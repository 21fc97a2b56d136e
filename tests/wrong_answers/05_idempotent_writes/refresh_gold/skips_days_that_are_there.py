"""A day that gold has already is left alone: a replay changes nothing, nor does a correction."""

KILLED_BY = 3
REPLACE = {
    "figures.writeTo(gold_table).overwrite(chosen)": """known = spark.table(gold_table).select("flight_date")
        figures.join(known, "flight_date", "left_anti").writeTo(gold_table).append()"""
}
