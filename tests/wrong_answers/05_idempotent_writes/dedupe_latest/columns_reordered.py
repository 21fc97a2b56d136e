"""Brings the key columns to the front and the others behind them in alphabetical order."""

KILLED_BY = 4


def dedupe_latest(df, key_columns, order_by):
    others = sorted(name for name in df.columns if name not in (*key_columns, order_by))
    version = F.struct(order_by, *[quote(name) for name in others])
    newest = df.groupBy(*key_columns).agg(F.max(version).alias("newest"))
    return newest.select(*key_columns, "newest.*")
