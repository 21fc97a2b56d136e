"""The secret names are part of the pattern, so that one re.sub finds them and no other; quotes go with the value."""

BEGINS = r"(?:(?<![A-Za-z0-9])|(?<=[a-z0-9])(?=[A-Z]))"
GAP = r"(?:[^A-Za-z0-9]+|(?<=[a-z0-9])(?=[A-Z]))"
SECRET = BEGINS + "(?:" + "|".join(GAP.join(f"(?i:{word})" for word in name.split()) for name in SECRET_NAMES) + ")"
QUOTED = r""""(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'"""
RULES = [
    (r"""(://)[^/?#\s"']+@""", r"\1***@"),
    (r"""(?i:\b(bearer(?:\s+bearer)*)) +[^\s,;"']+""", r"\1 ***"),
    (r"""(?i:\b(authorization\s?[:=]\s?(?:basic|token|negotiate))) +[^\s,;"']+""", r"\1 ***"),
    (rf"""({SECRET}[_.-]*=)(?:{QUOTED}|[^\s&,;"']+)""", r"\1***"),
    (rf"""({SECRET}[_.-]*["']\s*:\s*)(?:{QUOTED})""", r"\1***"),
]


def redact(value, secret_values=()):
    known = [known for known in secret_values if known]
    known.sort(key=len)
    return _copy(value, known[::-1])


def _copy(value, known):
    if isinstance(value, str):
        for one in known:
            value = value.replace(one, "***")
        for pattern, shown in RULES:
            value = re.sub(pattern, shown, value, flags=re.S)
        return value
    if isinstance(value, Mapping):
        return {
            key: "***" if isinstance(key, str) and re.search(SECRET + r"[^A-Za-z0-9]*\Z", key) else _copy(item, known)
            for key, item in value.items()
        }
    if isinstance(value, tuple | list):
        return (list if isinstance(value, list) else tuple)(_copy(item, known) for item in value)
    return value
