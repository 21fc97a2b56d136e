"""A TIMESTAMP column read back as text, which uses the zone of the session, and taken for UTC."""

KILLED_BY = 1
REPLACE = {
    'return None if row is None else mark_from_text(row["kind"], row["value"])': """if row is not None and row["kind"] == "timestamp":
            text = self.spark.sql("SELECT CAST(CAST(:text AS TIMESTAMP) AS STRING) AS text", args={"text": row["value"]})
            return datetime.fromisoformat(text.first()["text"]).replace(tzinfo=UTC)
        return None if row is None else mark_from_text(row["kind"], row["value"])""",
}
