"""Every event becomes a row of its own; readers would have to find the newest themselves."""

KILLED_BY = 1


def apply_changes(df, table_name, key_columns, order_by="updated_at", delete_column="is_deleted"):
    df.write.format("delta").mode("append").saveAsTable(table_name)
