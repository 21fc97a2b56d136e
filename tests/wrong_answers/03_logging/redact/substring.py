"""'key' in name: primary_key and monkey are hidden."""

KILLED_BY = 2
ALSO = (5,)
REPLACE = {
    'return isinstance(name, str) and f" {words(name)}".endswith(tuple(f" {n}" for n in SECRET_NAMES))': 'return isinstance(name, str) and any(n in words(name).replace(" ", "") for n in ("key", "token", "secret", "pass", "pwd", "auth", "credential"))',
}
