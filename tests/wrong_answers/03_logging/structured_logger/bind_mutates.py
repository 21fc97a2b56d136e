"""bind changes the logger it is called on."""

KILLED_BY = 8
REPLACE = {
    """        bound.fields = {**self.fields, **fields}
        return bound""": """        self.fields.update(fields)
        return self""",
}
