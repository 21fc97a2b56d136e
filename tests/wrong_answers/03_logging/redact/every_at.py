"""Takes every word with an @ for user-info: mail addresses are gone."""

KILLED_BY = 5
ALSO = (4,)
REPLACE = {
    "(\\w://)[^/?#\\s]+@": "((?:\\w://)?)\\b[^/?#\\s=]+@",
}
