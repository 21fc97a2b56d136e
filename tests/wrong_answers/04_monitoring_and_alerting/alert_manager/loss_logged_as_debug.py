"""Logged where nobody reads."""

KILLED_BY = 5
ALSO = (7,)
REPLACE = {
    'self.logger.error(': 'self.logger.debug(',
}
