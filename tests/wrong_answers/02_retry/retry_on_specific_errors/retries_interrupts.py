"""Catches BaseException: Ctrl-C is asked whether it passes."""

KILLED_BY = 2
REPLACE = {
    "        except Exception as error:": "        except BaseException as error:",
}
