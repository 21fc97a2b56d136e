"""Does not look into structs, arrays and maps: their types are compared by name of kind."""

KILLED_BY = 5
REPLACE = {
    'yield from schema_differences(now[0], then[0], inner)': """if type(now[0]) is not type(then[0]):
            yield "changed", inner""",
}
