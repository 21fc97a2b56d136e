"""Reports the version it found, not the one it made."""

KILLED_BY = 13
REPLACE = {
    "    merge = target.alias": '    version = target.history(1).first()["version"]\n    merge = target.alias',
    '.first()\n    version = target.history(1).first()["version"]\n': ".first()\n",
}
