"""Rows without a key are filtered out without a word."""

KILLED_BY = 7
REPLACE = {
    "    require_keys(df, key_columns, order_by)\n": """    keyed = " AND ".join(f"{quote(key)} IS NOT NULL" for key in key_columns if key in df.columns)
    df = df.filter(keyed)
    require_keys(df, key_columns, order_by)
"""
}
