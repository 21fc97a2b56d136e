"""Tells conflicts by their condition, which Delta's conflict errors do not carry."""

KILLED_BY = 11
REPLACE = {
    "except CONFLICTS:\n            if attempt == max_attempts:": """except Exception as error:
            condition = getattr(error, "getCondition", lambda: None)() or ""
            if attempt == max_attempts or not condition.startswith("DELTA_CONCURRENT"):"""
}
