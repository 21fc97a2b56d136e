"""Two schemas are equal or broken: order, comments and new columns fail."""

KILLED_BY = 4
REPLACE = {
    """if observed["missing"] or observed["changed"]:
                return "failed", "breaking", observed
            return ("warning", "additive", observed) if observed["added"] else ("passed", "same", observed)""": """same = lesson.spark.table(table).schema == wanted
            return ("passed", "same", observed) if same else ("failed", "breaking", observed)""",
}
