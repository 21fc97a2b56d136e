"""replaceWhere is a text glued together from the days; without days it is no condition, and the call fails."""

KILLED_BY = 6
REPLACE = {
    "    if not days:\n        return\n": "",
    "figures.writeTo(gold_table).overwrite(chosen)": """names = ", ".join(f"DATE'{day}'" for day in days)
        write = figures.write.format("delta").mode("overwrite")
        write.option("replaceWhere", f"flight_date IN ({names})").saveAsTable(gold_table)"""
}
