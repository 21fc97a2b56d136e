"""Day by day: a reader in between sees some days new and others old."""

KILLED_BY = 5
REPLACE = {
    "figures.writeTo(gold_table).overwrite(chosen)": """for day in days:
            same_day = F.col("flight_date") == F.lit(day)
            figures.filter(same_day).writeTo(gold_table).overwrite(same_day)"""
}
