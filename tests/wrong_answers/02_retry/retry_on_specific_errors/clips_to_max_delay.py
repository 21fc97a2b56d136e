"""Asked for an hour, comes back after a minute."""

KILLED_BY = 5
REPLACE = {
    " or asked > max_delay": "",
}
