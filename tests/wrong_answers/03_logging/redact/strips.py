"""Strips the text on the way."""

KILLED_BY = 5
REPLACE = {
    "    for secret in sorted": """    message = " ".join(message.split("  ")).strip().replace("a = b", "a=b")
    for secret in sorted""",
}
