"""The fields are formatted into the message, and a message with percent signs raises."""

KILLED_BY = 7
REPLACE = {
    "logger.log(level, json.dumps(line, allow_nan=False))": """line["message"] = line["message"] % fields if "%" in line["message"] else line["message"]
        logger.log(level, json.dumps(line, allow_nan=False))""",
}
