"""All dates come to the driver and are counted there."""

KILLED_BY = 7
REPLACE = {
    """per_day = recent.groupBy(local_day.alias("day")).agg(F.count("*").alias("n"))
            counts = {row.day: row.n for row in per_day.collect()}""": """counts: dict = {}
            for row in recent.select(local_day.alias("day")).collect():
                counts[row["day"]] = counts.get(row["day"], 0) + 1""",
}
