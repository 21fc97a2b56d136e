"""The first batch fills the table with what is alive in it; its deletes are forgotten."""

KILLED_BY = 5
REPLACE = {
    "DeltaTable.createIfNotExists(spark).tableName(table_name).addColumns(df.schema).execute()": """if not spark.catalog.tableExists(table_name):
        latest.filter(f"NOT {deleted}").write.format("delta").saveAsTable(table_name)
        return"""
}
