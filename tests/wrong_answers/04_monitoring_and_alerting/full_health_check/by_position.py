"""Compares the first with the first, the second with the second."""

KILLED_BY = 4
REPLACE = {
    'fields, wanted = ({f.name: (f.dataType, f.nullable) for f in s.fields} for s in (actual, expected))': """fields = {f.name: (f.dataType, f.nullable) for f in actual.fields}
        wanted = {f.name: (f.dataType, f.nullable) for f in expected.fields}
        if list(fields) != list(wanted):
            yield "changed", "the order of " + ", ".join([*wanted, *fields])""",
}
