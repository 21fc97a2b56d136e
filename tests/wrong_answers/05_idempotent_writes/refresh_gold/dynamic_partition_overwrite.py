"""A dynamic partition overwrite replaces the partitions that come; a day without flights does not come."""

KILLED_BY = 4
REPLACE = {
    "figures.writeTo(gold_table).overwrite(chosen)": "figures.writeTo(gold_table).overwritePartitions()"
}
