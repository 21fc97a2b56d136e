"""started_at and finished_at without a zone."""

KILLED_BY = 8
REPLACE = {
    "finished_at=datetime.now(UTC)": "finished_at=datetime.now()",
    '"running", datetime.now(UTC))': '"running", datetime.now())',
}
