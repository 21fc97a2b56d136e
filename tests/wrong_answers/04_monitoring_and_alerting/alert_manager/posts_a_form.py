"""data= instead of json=: the webhook gets a form."""

KILLED_BY = 1
ALSO = (6, 7)
REPLACE = {
    'requests.post(channel, json=payload, timeout=self.timeout)': 'requests.post(channel, data=payload, timeout=self.timeout)',
}
