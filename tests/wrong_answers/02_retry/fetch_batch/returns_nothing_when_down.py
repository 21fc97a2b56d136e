"""Returns no rows when it gives up: a day without flights, says the dashboard."""

KILLED_BY = 1
REPLACE = {
    "    return retry_on_specific_errors(attempt, max_attempts, delay=delay, sleep=sleep)": """    try:
        return retry_on_specific_errors(attempt, max_attempts, delay=delay, sleep=sleep)
    except requests.HTTPError as error:
        if error.response.status_code == 503:
            return []
        raise"""
}
