"""A new application id per call: nobody's last batch is known, and every retry lands."""

KILLED_BY = 1
REPLACE = {'.option("txnAppId", app_id)': '.option("txnAppId", f"{app_id}-{uuid.uuid4()}")'}
