"""0.5 instead of 0.6: half a feed with a few rows more gets through."""

KILLED_BY = 2
ALSO = (3,)
REPLACE = {
    'count < 0.6 * middle': 'count < 0.5 * middle',
}
