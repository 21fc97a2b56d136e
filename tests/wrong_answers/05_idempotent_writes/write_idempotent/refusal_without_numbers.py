"""Refuses a batch without keys, and leaves the person on call to count."""

KILLED_BY = 7
REPLACE = {
    'raise DataQualityError(f"rows without a key cannot be merged; NULLs per key column: {counts}")': 'raise DataQualityError(f"rows without a key cannot be merged: {sorted(broken)}")'
}
