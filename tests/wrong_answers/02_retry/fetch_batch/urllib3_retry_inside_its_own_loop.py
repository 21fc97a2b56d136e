"""Mounts urllib3's Retry below the retry of the lesson: the attempts multiply."""

KILLED_BY = 1
REPLACE = {
    "        response = requests.get(url, timeout=timeout)\n": """        session = requests.Session()
        session.mount("http://", HTTPAdapter(max_retries=Retry(total=2, status_forcelist=[503], respect_retry_after_header=False)))
        response = session.get(url, timeout=timeout)
"""
}
