"""collect() of a TIMESTAMP column, with UTC put on it: right only where the process is in UTC."""

KILLED_BY = 1
REPLACE = {
    'return None if row is None else mark_from_text(row["kind"], row["value"])': """if row is not None and row["kind"] == "timestamp":
            moment = self.spark.sql("SELECT CAST(:text AS TIMESTAMP) AS moment", args={"text": row["value"]})
            return moment.first()["moment"].replace(tzinfo=UTC)
        return None if row is None else mark_from_text(row["kind"], row["value"])""",
}
