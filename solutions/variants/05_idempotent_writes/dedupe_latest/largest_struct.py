"""Aggregates: the largest struct whose first field is the date. Structs compare field by field, NULLs lowest."""


def dedupe_latest(df, key_columns, order_by):
    others = [name for name in df.columns if name not in (*key_columns, order_by)]
    version = F.struct(*[F.col(quote(name)) for name in (order_by, *others)])
    keys = [F.col(quote(name)) for name in key_columns]
    newest = df.groupBy(*keys).agg(F.max(version).alias("newest version"))
    fields = {name: F.col("newest version")[name] for name in (order_by, *others)}
    return newest.select(*[fields.get(name, F.col(quote(name))).alias(name) for name in df.columns])
