"""Defines the frame once, before the retry: every attempt works with the file listing of the first."""

KILLED_BY = 3
REPLACE = {
    "result = retry(**retry_options)(lambda: consume(read()))()": "frame = read()\n    result = retry(**retry_options)(lambda: consume(frame))()"
}
