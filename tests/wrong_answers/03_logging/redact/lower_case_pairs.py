"""password=… is hidden, PASSWORD=… is not."""

KILLED_BY = 4
REPLACE = {
    'return f"{pair[1]}=***" if is_secret(pair[1])': 'return f"{pair[1]}=***" if is_secret(pair[1]) and not pair[1].isupper()',
}
