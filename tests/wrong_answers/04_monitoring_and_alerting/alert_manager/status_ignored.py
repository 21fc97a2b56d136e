"""A 500 is an answer, so it was sent."""

KILLED_BY = 5
REPLACE = {
    'refused = not requests.post(channel, json=payload, timeout=self.timeout).ok': """requests.post(channel, json=payload, timeout=self.timeout)
                    refused = False""",
}
