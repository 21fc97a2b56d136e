"""Two pipelines with the same check share one problem."""

KILLED_BY = 2
REPLACE = {
    'parts = [self.pipeline_name, check, table] if check or table else [self.pipeline_name, message]': 'parts = [check, table] if check or table else [message]',
}
