"""In texts it knows three secret names by heart; `secret=`, `pwd=` and the others stay."""

KILLED_BY = 4
REPLACE = {
    "if is_secret(pair[1])": 'if re.search(r"(?i)(password|token|api_?key)$", pair[1])',
}
