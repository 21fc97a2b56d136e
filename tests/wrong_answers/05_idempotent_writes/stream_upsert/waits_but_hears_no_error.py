"""Looks whether the query is still active instead of asking how it ended: a failed pass looks like a good one."""

KILLED_BY = 3
REPLACE = {
    "query.awaitTermination()": """while query.isActive:
        time.sleep(0.02)"""
}
