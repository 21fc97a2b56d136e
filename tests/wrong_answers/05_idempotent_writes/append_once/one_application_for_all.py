"""One application id for every loader: the second loader's batches are older than the first one's."""

KILLED_BY = 1
REPLACE = {'.option("txnAppId", app_id)': '.option("txnAppId", "append_once")'}
