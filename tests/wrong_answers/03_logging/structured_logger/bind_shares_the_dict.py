"""The copy has the same dict: what the child binds, the parent has too."""

KILLED_BY = 8
REPLACE = {
    "        bound.fields = {**self.fields, **fields}": "        bound.fields.update(fields)",
}
