"""type and message only: where did it come from?"""

KILLED_BY = 6
REPLACE = {
    '"stack": "".join(stack.format())': '"stack": ""',
}
