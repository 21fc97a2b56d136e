"""The transaction version comes from the clock: a retry is later, so it lands again."""

KILLED_BY = 1
REPLACE = {'.option("txnVersion", batch_id)': '.option("txnVersion", int(time.time() * 1000))'}
