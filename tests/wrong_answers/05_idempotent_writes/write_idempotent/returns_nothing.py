"""Does the work and does not say what it did."""

KILLED_BY = 13
REPLACE = {"            return write()\n": "            write()\n            return None\n"}
