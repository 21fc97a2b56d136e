"""An append like any other; the batch number is not used at all."""

KILLED_BY = 1


def append_once(df, table_name, app_id, batch_id):
    df.write.format("delta").mode("append").saveAsTable(table_name)
    return "landed"
