"""Takes the root logger's handlers away too: no line comes twice, and no other library is heard any more."""

KILLED_BY = 4
REPLACE = {
    "logger.propagate = False": "logger.propagate = False\n        logging.getLogger().handlers.clear()",
}
