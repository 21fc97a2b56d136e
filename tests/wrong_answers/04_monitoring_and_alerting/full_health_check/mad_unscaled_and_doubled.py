"""A spread of several MADs: broken days look usual."""

KILLED_BY = 2
REPLACE = {
    'spread = 1.4826 * median': 'spread = 14.826 * median',
}
