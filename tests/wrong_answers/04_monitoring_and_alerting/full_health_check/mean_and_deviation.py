"""Mean and standard deviation: one odd week hides a broken day."""

KILLED_BY = 2
REPLACE = {
    'middle = median(baseline)': 'middle = sum(baseline) / days',
    'spread = 1.4826 * median(abs(n - middle) for n in baseline)': 'spread = (sum((n - middle) ** 2 for n in baseline) / days) ** 0.5',
}
