"""Two commits: between them the days are empty for every reader, and after a crash they stay so."""

KILLED_BY = 5
REPLACE = {
    "figures.writeTo(gold_table).overwrite(chosen)": """DeltaTable.forName(spark, gold_table).delete(chosen)
        figures.writeTo(gold_table).append()"""
}
