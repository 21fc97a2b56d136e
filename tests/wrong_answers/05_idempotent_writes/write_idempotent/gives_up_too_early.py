"""One attempt fewer than allowed."""

KILLED_BY = 11
REPLACE = {
    "range(1, max_attempts + 1)": "range(1, max(2, max_attempts))",
    "            if attempt == max_attempts:": "            if attempt == max(1, max_attempts - 1):",
}
