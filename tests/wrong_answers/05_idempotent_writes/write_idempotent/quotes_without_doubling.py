"""Puts names into backquotes, but leaves a backquote inside a name single."""

KILLED_BY = 9
REPLACE = {
    "    date = quote(order_by)\n": """    def quoted(name: str) -> str:
        return f"`{name}`"

    date = quoted(order_by)
""",
    "t.{quote(key)} = s.{quote(key)}": "t.{quoted(key)} = s.{quoted(key)}",
    "NOT (t.{quote(name)} <=> s.{quote(name)})": "NOT (t.{quoted(name)} <=> s.{quoted(name)})",
    'row = {quote(name): f"s.{quote(name)}"': 'row = {quoted(name): f"s.{quoted(name)}"',
}
