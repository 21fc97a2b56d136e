"""bad is the input minus good, as sets: of two equal bad rows one is left."""

KILLED_BY = 3
REPLACE = {
    "marked.where(is_bad), counts)": "marked.subtract(marked.where(~is_bad)), counts)"
}
