"""On Spark Connect table() only writes the name down: the error comes later, from somewhere else."""

KILLED_BY = 2
REPLACE = {
    "        df.schema  # on Spark Connect the first look, and so the place of the error\n": "",
}
