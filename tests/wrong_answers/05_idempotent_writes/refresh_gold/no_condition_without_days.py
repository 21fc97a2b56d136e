"""Without days there is no condition, and an overwrite without a condition replaces the whole table."""

KILLED_BY = 6
REPLACE = {
    "    if not days:\n        return\n": "",
    "figures.writeTo(gold_table).overwrite(chosen)": """write = figures.write.format("delta").mode("overwrite")
        if days:
            names = ", ".join(f"DATE'{day}'" for day in days)
            write = write.option("replaceWhere", f"flight_date IN ({names})")
        write.saveAsTable(gold_table)"""
}
