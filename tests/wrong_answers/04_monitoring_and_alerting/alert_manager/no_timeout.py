"""Waits for a slow webhook as long as it takes."""

KILLED_BY = 5
REPLACE = {
    'requests.post(channel, json=payload, timeout=self.timeout)': 'requests.post(channel, json=payload)',
    'worker.join(self.timeout)': 'worker.join()',
}
