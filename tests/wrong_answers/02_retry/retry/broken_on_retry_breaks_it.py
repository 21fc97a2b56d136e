"""A bug in on_retry costs the data."""

KILLED_BY = 8
REPLACE = {
    """        except Exception:
            logging""": """        except ZeroDivisionError:
            logging""",
}
