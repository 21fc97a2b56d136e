"""singledispatch for the kinds of values; quotes around a value stay."""

from functools import singledispatch


@singledispatch
def redact(value, secret_values=()):
    return value


@redact.register
def _(value: str, secret_values=()):
    for known in sorted(set(secret_values) - {""}, key=lambda s: -len(s)):
        value = "***".join(value.split(known))
    value = re.sub(r"(://)([^/?#\s]*)@", r"\1***@", value)
    value = re.sub(r"\b([Bb][Ee][Aa][Rr][Ee][Rr] )\s*([^\s,;'\"]+)", r"\1***", value)
    out = []
    for piece in re.split(r"([\w.-]+=(?:\"[^\"]*\"|'[^']*'|[^\s&,;\"']*))", value):
        name, equals, rest = piece.partition("=")
        if equals and ends_secret(name) and rest:
            quote = rest[0] if rest[0] in "\"'" else ""
            piece = f"{name}={quote}***{quote}"
        out.append(piece)
    return "".join(out)


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
