"""`except Exception` in the stage: Ctrl-C leaves a stage that succeeded."""

KILLED_BY = 4
REPLACE = {
    """        except BaseException as error:
            failure = error""": """        except Exception as error:
            failure = error""",
}
