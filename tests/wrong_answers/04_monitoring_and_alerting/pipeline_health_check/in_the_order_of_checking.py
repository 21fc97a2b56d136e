"""Forty checks passed, then the one that matters."""

KILLED_BY = 5
REPLACE = {
    'worst_first = sorted(self.results, key=lambda result: rank[result.status])': 'worst_first = list(self.results)',
}
