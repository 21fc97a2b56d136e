"""Leaves the column with the row number in the result."""

KILLED_BY = 4


def dedupe_latest(df, key_columns, order_by):
    newest_first = [F.col(order_by).desc_nulls_last(), *[F.col(quote(name)) for name in sorted(df.columns)]]
    versions = Window.partitionBy(*key_columns).orderBy(*newest_first)
    return df.withColumn("version_number", F.row_number().over(versions)).filter("version_number = 1")
