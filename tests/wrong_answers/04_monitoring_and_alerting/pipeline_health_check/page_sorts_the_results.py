"""Sorts `results` in place: whoever reads it as a history finds another one."""

KILLED_BY = 5
REPLACE = {
    'worst_first = sorted(self.results, key=lambda result: rank[result.status])': 'self.results.sort(key=lambda result: rank[result.status])\n        worst_first = self.results',
}
