"""One pattern with alternatives for the texts, a stack of match for the containers."""

ENDS = {tuple(name.split()) for name in SECRET_NAMES}
PATTERN = re.compile(
    r"""(?P<scheme>\w+://)[^\s/?#]+@
    | \b(?P<bearer>bearer)[ ]+[^\s,;"']+
    | (?P<name>[\w.-]+)=(?P<value>"[^"]*"|'[^']*'|[^\s&,;"']+)""",
    re.IGNORECASE | re.VERBOSE,
)


def secret_name(name):
    parts = tuple(words(name).split()) if isinstance(name, str) else ()
    return any(parts[-n:] in ENDS for n in range(1, len(parts) + 1))


def redact(value, secret_values=()):
    given = sorted((re.escape(s) for s in secret_values if s), key=len, reverse=True)
    known = re.compile("|".join(given)) if given else None

    def hide(match):
        if match["scheme"]:
            return match["scheme"] + "***@"
        if match["bearer"]:
            return match["bearer"] + " ***"
        if secret_name(match["name"]):
            return match["name"] + "=***"
        return match["name"] + "=" + PATTERN.sub(hide, match["value"])

    def copy_of(part):
        match part:
            case str():
                return PATTERN.sub(hide, known.sub("***", part) if known else part)
            case Mapping():
                return {k: "***" if secret_name(k) else copy_of(v) for k, v in part.items()}
            case tuple():
                return tuple(map(copy_of, part))
            case list():
                return list(map(copy_of, part))
        return part

    return copy_of(value)
