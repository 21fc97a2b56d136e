"""`except BaseException`: Ctrl-C is an error in the log, and the job goes on."""

KILLED_BY = 3
REPLACE = {
    """    except Exception as error:
""": """    except BaseException as error:
""",
}
