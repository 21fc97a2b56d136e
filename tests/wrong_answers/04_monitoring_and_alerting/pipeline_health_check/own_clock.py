"""Looks at the machine's clock instead of the one it was given."""

KILLED_BY = 1
REPLACE = {
    'age = (self.now().timestamp() -': 'age = (utc_now().timestamp() -',
}
