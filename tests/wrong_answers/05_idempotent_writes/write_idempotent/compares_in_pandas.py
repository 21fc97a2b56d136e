"""Counts the rows without a key in pandas, for which the whole batch comes to the driver."""

KILLED_BY = 10
REPLACE = {
    "nulls = df.select(*[F.count_if(F.col(quote(key)).isNull()) for key in key_columns]).first()": "nulls = df.toPandas()[list(key_columns)].isna().sum()"
}
