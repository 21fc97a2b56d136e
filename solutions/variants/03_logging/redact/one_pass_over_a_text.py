"""One pattern with alternatives for the texts, a stack of match for the containers."""

ENDS = {tuple(name.split()) for name in SECRET_NAMES}
PATTERN = re.compile(
    r"""(?P<scheme>\w+://)[^\s/?#"']+@
    | \b(?P<bearer>(?:bearer[ ]+)*bearer|authorization[ ]*[:=][ ]*(?:basic|negotiate|token))[ ]+[^\s,;"']+
    | (?P<name>[\w.-]+)(?P<sep>=|["']\s*:\s*(?=["']))(?P<value>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[^\s&,;"']*)""",
    re.IGNORECASE | re.VERBOSE,
)


def secret_name(name):
    parts = tuple(words(name).split()) if isinstance(name, str) else ()
    return any(parts[-n:] in ENDS for n in range(1, len(parts) + 1))


def redact(value, secret_values=()):
    given = sorted((re.escape(s) for s in secret_values if s), key=len, reverse=True)
    known = re.compile("|".join(given)) if given else None

    def hide(text):
        shown, at = [], 0
        while match := PATTERN.search(text, at):
            shown.append(text[at : match.start()])
            at = match.end()
            if match["scheme"]:
                shown.append(match["scheme"] + "***@")
            elif match["bearer"]:
                shown.append(match["bearer"] + " ***")
            elif match["value"] and secret_name(match["name"]):
                shown.append(match["name"] + match["sep"] + "***")
            else:  # whatever follows may hold a secret of its own
                shown.append(match["name"] + match["sep"])
                at = match.end("sep")
        return "".join(shown) + text[at:]

    def copy_of(part):
        match part:
            case str():
                return hide(known.sub("***", part) if known else part)
            case Mapping():
                return {k: "***" if secret_name(k) else copy_of(v) for k, v in part.items()}
            case tuple():
                return tuple(map(copy_of, part))
            case list():
                return list(map(copy_of, part))
        return part

    return copy_of(value)
