"""One row per key, but any of them: dropDuplicates does not ask which is the newest."""

KILLED_BY = 8
ALSO = (13,)  # where it keeps a version without a date, nothing is updated
REPLACE = {"dedupe_latest(df, key_columns, order_by), df": "df.dropDuplicates(list(key_columns)), df"}
