"""Hopes that every batch has one row per key: the first write keeps all versions, MERGE refuses them."""

KILLED_BY = 1
REPLACE = {"dedupe_latest(df, key_columns, order_by), df.sparkSession": "df, df.sparkSession"}
