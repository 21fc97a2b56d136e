"""txnVersion without txnAppId: Delta refuses the write."""

KILLED_BY = 1
REPLACE = {'.option("txnAppId", app_id)': ""}
