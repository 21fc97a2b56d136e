"""Reports every read: an alert that always fires is switched off."""

KILLED_BY = 3
REPLACE = {
    "        return from_table(read_table_safely(primary_table), primary_table)": "        found = from_table(read_table_safely(primary_table), primary_table)\n        if on_fallback: on_fallback(primary_table, fallback_table, None)\n        return found"
}
