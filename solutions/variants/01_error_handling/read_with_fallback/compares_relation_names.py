"""Compares the missing relation's parts with the primary's, and does not ask the catalog."""


def parts(name):
    """The parts of an identifier, quotes taken off, without regard to case."""
    found = re.findall(r"`((?:[^`]|``)*)`|([^.`]+)", name)
    return [(quoted or plain).replace("``", "`").lower() for quoted, plain in found]


def is_missing(error, table):
    return parts(error.getMessageParameters()["relationName"]) == parts(table)


def read_with_fallback(primary_table, fallback_table, on_fallback=None):
    source = primary_table
    try:
        df = read_table_safely(primary_table)
    except TableNotFoundError as error:
        if not is_missing(error.__cause__, primary_table):
            raise error.__cause__
        try:
            df, source = read_table_safely(fallback_table), fallback_table
        except TableNotFoundError as none_left:
            message = f"Neither {primary_table} nor {fallback_table} can be read."
            raise TableNotFoundError(message) from none_left
        if on_fallback:
            on_fallback(primary_table, fallback_table, error)
    return df.select("*", F.lit(source).alias("_source_table"))
