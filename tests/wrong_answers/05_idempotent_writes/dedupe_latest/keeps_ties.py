"""rank() gives equally new versions the same number: all of them stay."""

KILLED_BY = 1
REPLACE = {
    "rank = F.row_number()": "rank = F.rank()",
    "versions.orderBy(*newest_first, *tie_break)": "versions.orderBy(*newest_first)",
}
