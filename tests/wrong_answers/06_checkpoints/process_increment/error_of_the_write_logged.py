"""The write's error is printed, and the mark moves on."""

KILLED_BY = 4
REPLACE = {
    "    write(rows, target, key_columns, order_by=mark_column)": """    try:
        write(rows, target, key_columns, order_by=mark_column)
    except Exception as error:
        print(error)""",
}
