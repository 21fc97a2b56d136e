"""A value in quotes is cut at the first space."""

KILLED_BY = 4
REPLACE = {
    '(\\"[^\\"]*\\"|\'[^\']*\'|[^\\s&,;\\"\']+)': "(\\S+?(?=[\\s&,;]|$))",
}
