"""Only a changed type breaks; a missing column is a warning."""

KILLED_BY = 4
REPLACE = {
    """if observed["missing"] or observed["changed"]:
                return "failed", "breaking", observed
            return ("warning", "additive", observed) if observed["added"] else""": """if observed["changed"]:
                return "failed", "breaking", observed
            return ("warning", "additive", observed) if observed["added"] or observed["missing"] else""",
}
