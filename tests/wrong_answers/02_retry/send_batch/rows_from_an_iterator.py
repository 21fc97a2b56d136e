"""Drains the rows while sending: the retry posts an empty batch under the same key."""

KILLED_BY = 4
REPLACE = {
    "    def attempt() -> None:\n": """    rows = iter(rows)

    def attempt() -> None:
""",
    "json=rows": "json=list(rows)",
}
