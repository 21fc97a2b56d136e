"""Takes for granted that every call makes a version."""

KILLED_BY = 13
REPLACE = {
    "    merge = target.alias": '    version = target.history(1).first()["version"] + 1\n    merge = target.alias',
    '.first()\n    version = target.history(1).first()["version"]\n': ".first()\n",
}
