"""Both are missing, and the caller hears of the primary only: is the copy there, and was it not read?"""

KILLED_BY = 4
REPLACE = {'raise TableNotFoundError(f"neither is there: {first}; {second}") from first': "raise first from second"}
