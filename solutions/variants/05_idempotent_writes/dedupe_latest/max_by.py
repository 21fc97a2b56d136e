"""Aggregates whole rows: max_by a struct of date and tie-break."""


def dedupe_latest(df, key_columns, order_by):
    row = F.struct("*")
    rank = F.struct(quote(order_by), *map(quote, sorted(df.columns)))
    newest = df.groupBy(*map(quote, key_columns)).agg(F.max_by(row, rank).alias("newest version of the row"))
    return newest.select(F.col("newest version of the row").alias("row")).select("row.*")
