"""password is secret, db_password is not."""

KILLED_BY = 1
ALSO = (4,)
REPLACE = {
    'f" {words(name)}".endswith(tuple(f" {n}" for n in SECRET_NAMES))': "words(name) in SECRET_NAMES",
}
