"""An int that became a bigint is no change."""

KILLED_BY = 4
REPLACE = {
    'elif actual != expected:': 'elif actual != expected and (expected.simpleString(), actual.simpleString()) != ("int", "bigint"):',
}
