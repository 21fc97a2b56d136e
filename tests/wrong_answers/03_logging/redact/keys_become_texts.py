"""Keys that are no texts become texts."""

KILLED_BY = 2
REPLACE = {
    '            key: "***" if is_secret(key)': '            str(key): "***" if is_secret(key)',
}
