"""singledispatch for the kinds of values; quotes around a value stay."""

from functools import singledispatch


@singledispatch
def redact(value, secret_values=()):
    return value


@redact.register
def _(value: str, secret_values=()):
    for known in sorted(set(secret_values) - {""}, key=lambda s: -len(s)):
        value = "***".join(value.split(known))
    value = re.sub(r"(://)([^/?#\s\"']*)@", r"\1***@", value)
    value = re.sub(r"\b([Bb][Ee][Aa][Rr][Ee][Rr] )\s*(?!bearer )([^\s,;'\"]+)", r"\1***", value, flags=re.I)
    value = re.sub(r"(?i)(authorization\s*[:=]\s*)(basic|negotiate|token) +[^\s,;'\"]+", r"\1\2 ***", value)
    out = []
    while name := re.search(r"[\w.-]+(=|[\"']\s*:\s*(?=[\"']))", value):
        out.append(value[: name.end()])
        value = value[name.end() :]
        if ends_secret(re.match(r"[\w.-]+", name[0])[0]):
            out.append(hidden(value))
            value = value[length(value) :]
    return "".join(out) + value


def hidden(value):
    quote = value[:1] if value[:1] in "\"'" else ""
    return f"{quote}***{quote}" if length(value) else ""


def length(value):
    """How many characters of the text are the value it begins with."""
    quote, skip = value[:1], False
    if not quote or quote not in "\"'":
        return len(re.match(r"[^\s&,;\"']*", value)[0])
    for at, letter in enumerate(value[1:], start=1):
        if letter == quote and not skip:
            return at + 1
        skip = letter == "\\" and not skip
    return len(value)


@redact.register
def _(value: Mapping, secret_values=()):
    copied = {}
    for key in value:
        copied[key] = "***" if isinstance(key, str) and ends_secret(key) else redact(value[key], secret_values)
    return copied


@redact.register
def _(value: list, secret_values=()):
    return [redact(one, secret_values) for one in value]


@redact.register
def _(value: tuple, secret_values=()):
    return tuple(redact(one, secret_values) for one in value)


def ends_secret(name):
    spelled = words(name)
    return any(spelled == known or spelled.endswith(" " + known) for known in SECRET_NAMES)
