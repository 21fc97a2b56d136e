"""The word anywhere in the name: token_count is hidden."""

KILLED_BY = 2
ALSO = (5,)
REPLACE = {
    'f" {words(name)}".endswith(tuple(f" {n}" for n in SECRET_NAMES))': 'any(f" {n} " in f" {words(name)} " for n in SECRET_NAMES)',
}
