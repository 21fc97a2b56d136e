"""A MERGE updates and inserts; rows that silver no longer has stay in gold."""

KILLED_BY = 4
REPLACE = {
    "figures.writeTo(gold_table).overwrite(chosen)": """gold = DeltaTable.forName(spark, gold_table).alias("g")
        same = "g.flight_date = f.flight_date AND g.origin = f.origin"
        merge = gold.merge(figures.alias("f"), same).whenMatchedUpdateAll()
        merge.whenNotMatchedInsertAll().execute()"""
}
