"""The first batch fills the table with what is alive in it; its deletes are forgotten."""

KILLED_BY = 5
REPLACE = {
    'events.limit(0).write.format("delta").saveAsTable(table_name)': """latest.filter(f"NOT {deleted}").write.format("delta").saveAsTable(table_name)
        return"""
}
