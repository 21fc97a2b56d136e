"""Takes the whole batch to the driver and back."""

KILLED_BY = 10
REPLACE = {
    "    def write() -> MergeMetrics:": """    batch = spark.createDataFrame(batch.collect(), batch.schema)

    def write() -> MergeMetrics:"""
}
