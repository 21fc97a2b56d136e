"""An empty secret puts *** between all letters."""

KILLED_BY = 3
ALSO = (5,)
REPLACE = {
    "sorted(filter(None, secret_values), key": "sorted(secret_values, key",
}
