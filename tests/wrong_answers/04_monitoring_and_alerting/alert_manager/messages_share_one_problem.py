"""Alerts without a check are all one problem."""

KILLED_BY = 2
REPLACE = {
    'else [self.pipeline_name, message]': 'else [self.pipeline_name]',
}
