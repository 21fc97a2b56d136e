"""Logs the channel as it is: whoever reads the log can post to the webhook."""

KILLED_BY = 7
REPLACE = {
    'channel_name(channel), problem': 'channel, problem',
}
