"""Takes the quote behind the word Bearer for a token."""

KILLED_BY = 5
ALSO = (4,)
REPLACE = {
    '(bearer) +[^\\s,;\\"\']+': "(bearer)[ ']*[^\\s,]+",
}
