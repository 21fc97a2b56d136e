"""Makes the table equal to the batch: rows that are not matched by the source are deleted."""

KILLED_BY = 6
ALSO = (13,)  # and are reported as deleted
REPLACE = {
    "    done = merge.": "    merge = merge.whenNotMatchedBySourceDelete()\n    done = merge.",
    'news = batch.alias("s").join(target.toDF().alias("t"), nothing_new, "left_anti")': "news = batch",
}
