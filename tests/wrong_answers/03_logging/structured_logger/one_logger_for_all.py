"""Every StructuredLogger uses the root logger: the last stream takes all."""

KILLED_BY = 4
REPLACE = {
    "logger = logging.getLogger(name)  # the same object for the same name": 'logger = logging.getLogger("all")',
    "logger = logging.getLogger(self.name)": 'logger = logging.getLogger("all")',
}
