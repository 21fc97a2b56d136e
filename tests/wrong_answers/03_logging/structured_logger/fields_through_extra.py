"""Fields travel as `extra`, where logging refuses `name`, `args` and `message`."""

KILLED_BY = 3
REPLACE = {
    "logger.log(level, json.dumps(line, allow_nan=False))": "logger.log(level, json.dumps(line, allow_nan=False), extra={**self.fields, **fields})",
}
