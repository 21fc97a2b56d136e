"""What was bound wins over what the call says."""

KILLED_BY = 8
REPLACE = {
    "for name, value in {**self.fields, **fields}.items():": "for name, value in {**fields, **self.fields}.items():",
}
