"""Holds the lock during the call: one slow answer, and every thread stands in line."""

KILLED_BY = 6
REPLACE = {
    """            result = fn(*args, **kwargs)""": """            with self._lock:
                result = fn(*args, **kwargs)"""
}
