"""Whatever goes wrong is called skipped: the loader believes the batch is in, and it is lost."""

KILLED_BY = 5
REPLACE = {
    'write.option("txnAppId", app_id).option("txnVersion", batch_id).saveAsTable(table_name)': """try:
        write.option("txnAppId", app_id).option("txnVersion", batch_id).saveAsTable(table_name)
    except Exception:
        return "skipped"
"""
}
