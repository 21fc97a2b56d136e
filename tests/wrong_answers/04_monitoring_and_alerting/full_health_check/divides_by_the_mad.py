"""z as in the formula: days that were all alike divide by zero."""

KILLED_BY = 3
REPLACE = {
    'unusual = count < middle - 5 * spread  # z < -5, and no division by a MAD of 0': 'unusual = (count - middle) / spread < -5',
}
