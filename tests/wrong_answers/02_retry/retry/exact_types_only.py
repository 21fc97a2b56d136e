"""type(error) in retry_on: subclasses of ConnectionError are not retried."""

KILLED_BY = 3
REPLACE = {
    """                except retry_on as error:
""": """                except Exception as error:
                    if type(error) not in (retry_on if isinstance(retry_on, tuple) else (retry_on,)):
                        raise
""",
}
