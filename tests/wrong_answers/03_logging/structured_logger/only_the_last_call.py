"""The stack of the logger's caller instead of the error's traceback."""

KILLED_BY = 6
REPLACE = {
    '"stack": "".join(stack.format())': '"stack": "".join(traceback.format_stack())',
}
