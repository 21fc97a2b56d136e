"""Changes the dict it was given: the pipeline connects with ***."""

KILLED_BY = 6
ALSO = (1,)  # some mappings cannot be changed
REPLACE = {
    """        return {
            key: "***" if is_secret(key) else redact(item, secret_values) for key, item in value.items()
        }
""": """        for key, item in value.items():
            value[key] = "***" if is_secret(key) else redact(item, secret_values)
        return value
""",
}
