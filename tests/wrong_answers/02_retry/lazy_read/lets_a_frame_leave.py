"""Does not look at the result: a consume that only transforms passes, and its action fails unguarded."""

KILLED_BY = 5
REPLACE = {"if lazy is not None:": "if False:"}
