"""The feed's own columns are handed on, and would end up in the target."""

KILLED_BY = 2
REPLACE = {
    'last.drop("_change_type", "_commit_version", "_commit_timestamp", "_change_rank")': 'last.drop("_change_rank")',
}
