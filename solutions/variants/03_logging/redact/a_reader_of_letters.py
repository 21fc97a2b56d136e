"""A class that reads a text from left to right: at each place it asks what begins there."""


class Reader:
    """One text; `rest` is what has not been read."""

    STOPS = " \t\n\r\f\v,;\"'"

    def __init__(self, text):
        self.text, self.at, self.shown = text, 0, []

    def copy(self):
        while self.at < len(self.text):
            if not (self.user_info() or self.credentials() or self.pair()):
                self.keep(1)
        return "".join(self.shown)

    def keep(self, count):
        self.shown.append(self.text[self.at : self.at + count])
        self.at += count

    def hide(self, count):
        self.shown.append("***")
        self.at += count

    def user_info(self):
        if not self.text.startswith("://", self.at):
            return False
        authority = re.split(r"[/?#\s\"']", self.text[self.at + 3 :], maxsplit=1)[0]
        self.keep(3)
        if authority.rfind("@") > 0:
            self.hide(authority.rfind("@"))
        return True

    def credentials(self):
        head = re.compile(r"(?:(?:bearer +)+|authorization *[:=] *(?:basic|token|negotiate) +)", re.IGNORECASE)
        found = head.match(self.text, self.at)
        if not found or self.at and (self.text[self.at - 1].isalnum() or self.text[self.at - 1] == "_"):
            return False
        self.keep(len(found[0]))
        self.hide_word()
        return True

    def hide_word(self, stops=STOPS):
        count = 0
        while self.at + count < len(self.text) and self.text[self.at + count] not in stops:
            count += 1
        if count:
            self.hide(count)

    def pair(self):
        found = re.compile(r"([\w.-]+)(=|[\"']\s*:\s*(?=[\"']))").match(self.text, self.at)
        if not found:
            return False
        self.keep(len(found[0]))
        if hidden_name(found[1]):
            if self.text[self.at : self.at + 1] in ("'", '"'):
                self.hide_quoted(self.text[self.at])
            else:
                self.hide_word(self.STOPS + "&")
        return True

    def hide_quoted(self, quote):
        end = self.at + 1
        while end < len(self.text) and self.text[end] != quote:
            end += 2 if self.text[end] == "\\" else 1
        self.keep(1)
        self.hide(end - self.at)
        self.keep(1)


def hidden_name(name):
    return isinstance(name, str) and any((" " + words(name)).endswith(" " + end) for end in SECRET_NAMES)


def redact(value, secret_values=()):
    match value:
        case str():
            for known in sorted((v for v in secret_values if v), key=len, reverse=True):
                value = value.replace(known, "***")
            return Reader(value).copy()
        case Mapping():
            return {k: "***" if hidden_name(k) else redact(v, secret_values) for k, v in value.items()}
        case list():
            return [redact(v, secret_values) for v in value]
        case tuple():
            return tuple([redact(v, secret_values) for v in value])
    return value
