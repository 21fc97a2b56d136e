"""Takes letters and digits: a token has dots."""

KILLED_BY = 4
REPLACE = {
    '+[^\\s,;\\"\']+"': '+\\w+"',
}
