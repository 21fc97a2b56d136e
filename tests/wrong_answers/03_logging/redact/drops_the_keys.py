"""Takes secret keys out, so that nobody sees that there was one."""

KILLED_BY = 1
REPLACE = {
    """        return {
            key: "***" if is_secret(key) else redact(item, secret_values) for key, item in value.items()
        }
""": """        return {key: redact(item, secret_values) for key, item in value.items() if not is_secret(key)}
""",
}
