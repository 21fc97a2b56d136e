"""Without the column nobody can see later which rows were a copy."""

KILLED_BY = 3
REPLACE = {'return df.withColumn("_source_table", F.lit(name))': "return df"}
