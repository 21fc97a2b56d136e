"""No try: a table that cannot be written fails a run that has succeeded."""

KILLED_BY = 3
REPLACE = {
    """    except Exception as error:
""": """    except ZeroDivisionError as error:
""",
}
