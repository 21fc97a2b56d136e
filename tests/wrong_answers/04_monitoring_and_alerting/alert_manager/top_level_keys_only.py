"""Hides the password and shows the api_key one level below."""

KILLED_BY = 7
REPLACE = {
    '"details": redact(details)': '"details": {k: "***" if SECRET_KEY.search(k) else v for k, v in details.items()}',
}
