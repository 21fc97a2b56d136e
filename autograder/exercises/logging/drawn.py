"""Values drawn for ``redact``: specs in JSON, the values they describe, and what must become of each.

A spec is

    a JSON scalar                itself; a text holds no secret except values that are given
    {key: spec, …}               a dict
    [kind, spec, …]              what ``KINDS`` makes of the parts
    [kind, head, secret, tail]   a piece of text, of a kind in ``JOINTS``
"""

from __future__ import annotations

import json
import random
import re
from collections import ChainMap, namedtuple
from collections.abc import Callable, Collection, Iterator
from typing import Any

Spec = Any

MARK = "***"
SECRET_NAMES = (
    *("password", "passwd", "passphrase", "pwd", "secret", "token", "credentials", "authorization"),
    *("api key", "apikey", "access key", "account key", "secret key", "private key", "sig", "signature"),
)
SECRET_WORDS = tuple(map(str.split, SECRET_NAMES))
PLAIN_NAMES = (
    *("primary key", "key", "keyboard", "sort keys", "foreign key", "partition key", "monkey", "compass"),
    *("tokenizer", "secretary", "passwordless", "author", "authors", "design", "signal", "account"),
    *(f"{name} {end}" for name in SECRET_NAMES for end in ("count", "rotation day", "changed at", "url")),
)
PREFIXES = ("", "", "db", "aws", "feed", "proxy", "client", "new")
STYLES: tuple[Callable[[list[str]], str], ...] = (
    "_".join,
    "-".join,
    ".".join,
    lambda words: "_".join(words).upper(),
    lambda words: "-".join(words).title(),
    lambda words: "".join(map(str.title, words)),
    lambda words: words[0].lower() + "".join(map(str.title, words[1:])),
)
"""The ways to spell a name: db_password, db-password, db.password, DB_PASSWORD, Db-Password, …"""

KEYS = ("conf", "options", "rows", "error", "args", "items", "day", "origin")
ODD_KEYS = {repr(key): key for key in (7, None, ("JFK", 1), ("db", "token"), b"token")}
HARMLESS_NAMES = ("mode=", "url=https://feed.example/a?", "dsn=https://feed.example/a?day=5;")
"""Names that are not secret, before a pair whose name is."""
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"

Leg = namedtuple("Leg", "carrier about")

OF_A_DICT = ("ChainMap", "odd")
"""Kinds whose only part is a dict, also when there is less of it."""
JOINTS = {
    "url": "{}://{}@{}",
    "bearer": "{} {}{}",
    "pair": "{}={}{}",
    "entry": "{}: {}{}",
    "compact": "{}:{}{}",
}
"""How a head, a secret and a tail become a piece of text."""

KINDS: dict[str, Callable[[list[Any]], Any]] = {
    "list": list,
    "tuple": tuple,
    "set": set,
    "Leg": lambda parts: Leg(*parts),
    "ChainMap": lambda parts: ChainMap(*parts),
    "odd": lambda parts: {ODD_KEYS[key]: item for key, item in parts[0].items()},
    "bytes": lambda parts: str(parts[0]).encode(),
    "text": " ".join,
}


def _joined(joint: str) -> Callable[[list[Any]], str]:
    return lambda parts: joint.format(*parts)


KINDS |= {kind: _joined(joint) for kind, joint in JOINTS.items()}


def build(spec: Spec) -> Any:
    """The value that a spec describes."""
    if isinstance(spec, dict):
        return {key: build(item) for key, item in spec.items()}
    if isinstance(spec, list):
        return KINDS[spec[0]]([build(part) for part in spec[1:]])
    return spec


# --- the model -------------------------------------------------------------------------------------------


def redacted(spec: Spec, given: Collection[str] = ()) -> Any:
    """What a value must become."""
    if isinstance(spec, dict):
        return {key: MARK if is_secret(key) else redacted(item, given) for key, item in spec.items()}
    if isinstance(spec, list):
        return _without(spec, given)
    return hide(spec, given) if isinstance(spec, str) else spec


def _without(spec: list[Any], given: Collection[str]) -> Any:
    kind, *parts = spec
    if kind in ("set", "bytes"):  # neither a mapping, a list, a tuple nor a text
        return build(spec)
    if kind == "odd":
        return KINDS[kind]([{key: redacted(item, given) for key, item in parts[0].items()}])
    if kind in JOINTS:
        head, _, tail = parts
        return KINDS[kind]([hide(head, given), MARK, hide(tail, given)])
    found = [redacted(part, given) for part in parts]
    return found[0] if kind == "ChainMap" else KINDS[kind](found)


def is_secret(name: object) -> bool:
    """Whether the last words of a name are those of a secret one."""
    if not isinstance(name, str):
        return False
    words = re.findall("[a-z0-9]+", re.sub("(?<=[a-z0-9])(?=[A-Z])", " ", name).lower())
    return any(words[-len(ends) :] == ends for ends in SECRET_WORDS)


def hide(text: str, given: Collection[str]) -> str:
    """A text without the given values: at every place the longest one that begins there."""
    if not any(v in text for v in given if v):
        return text
    found, place = "", 0
    while place < len(text):
        value = max((v for v in given if v and text.startswith(v, place)), key=len, default="")
        found += MARK if value else text[place]
        place += len(value) or 1
    return found


# --- how values read -------------------------------------------------------------------------------------


def told(value: Any) -> str:
    """A value as text: lists and tuples alike, and the entries of a dict in order."""
    if isinstance(value, dict):
        return _braces(f"{told(key)}: {told(item)}" for key, item in value.items())
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(told, value))}]"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)


def shape(value: Any) -> str:
    """Containers, keys and all values that are no texts; what is under a secret key is left out."""
    if isinstance(value, dict):
        return _braces(f"{key!r}: {shape(item)}" for key, item in value.items() if not is_secret(key))
    if isinstance(value, list | tuple):
        inside = ", ".join(map(shape, value))
        return f"[{inside}]" if isinstance(value, list) else f"({inside})"
    return "'…'" if isinstance(value, str) else repr(value)


def _braces(entries: Iterator[str]) -> str:
    return f"{{{', '.join(sorted(entries))}}}"


def secrets_in(spec: Spec) -> list[str]:
    """The secrets in the pieces of text."""
    if isinstance(spec, list) and spec[0] in JOINTS:
        return re.findall(r"\w{6,}", spec[2])
    parts = spec.values() if isinstance(spec, dict) else spec if isinstance(spec, list) else ()
    return [secret for part in parts for secret in secrets_in(part)]


def less(spec: Spec) -> Iterator[Spec]:
    """Specs with a little less in them: a part alone, one part fewer, or less in one part."""
    if isinstance(spec, dict):
        yield from spec.values()
        yield from ({k: v for k, v in spec.items() if k != key} for key in spec if len(spec) > 1)
        yield from ({**spec, key: fewer} for key in spec for fewer in less(spec[key]))
    elif isinstance(spec, list) and spec[0] not in (*JOINTS, "bytes"):
        yield from spec[1:]
        places = range(1, len(spec))
        if spec[0] in ("list", "tuple", "set", "text") and len(spec) > 2:
            yield from (spec[:i] + spec[i + 1 :] for i in places)
        for i in places:
            for fewer in less(spec[i]):
                if spec[0] not in OF_A_DICT or isinstance(fewer, dict):
                    yield [*spec[:i], fewer, *spec[i + 1 :]]


# --- draws -----------------------------------------------------------------------------------------------


def name(rng: random.Random, ends: tuple[str, ...]) -> str:
    """A name that ends with one of these, in any spelling."""
    return rng.choice(STYLES)(f"{rng.choice(PREFIXES)} {rng.choice(ends)}".split())


def secret(rng: random.Random) -> str:
    """Letters and digits, none of them twice."""
    return "".join(rng.sample(LETTERS, rng.randint(7, 10)))


def nested(rng: random.Random, leaf: Callable[[random.Random], Spec], kinds: str, depth: int = 3) -> Spec:
    """Leaves in up to ``depth`` containers of these kinds."""
    if not depth or rng.random() < 0.3:
        return leaf(rng)
    kind = rng.choice(kinds.split())
    below = depth - (2 if kind == "ChainMap" and depth > 1 else 1)  # levels of JSON, of which there are few
    size = 2 if kind == "Leg" else rng.randint(1, depth)
    inside = [nested(rng, leaf, kinds, below) for _ in range(size)]
    if kind in ("dict", "ChainMap"):
        entries = dict(zip(rng.sample(KEYS, len(inside)), inside, strict=True))
        return entries if kind == "dict" or depth == 1 else [kind, entries]
    return [kind, *inside]


def parts_of_one(rng: random.Random) -> list[str]:
    """Values that begin, end or fill one another; no two overlap otherwise."""
    a, c = secret(rng)[:4], "WXYZQV"[: rng.randint(3, 6)]
    b = rng.choice(("LMN", "L.+([$", r"\1L\g<0>", "L {0} é", "L;'=\"M", "L*|N"))
    return [a, b, c, a + b, a + b + c]


def about_given(rng: random.Random, given: list[str]) -> Spec:
    """A text with given values among other words, in words and twice in a row."""

    def piece() -> str:
        value = rng.choice([v for v in given if v])
        return rng.choice(("login with {}", "x{}y", "{0}{0}", "/{}/", "'{}',", "rows", "{}")).format(value)

    return ["text", *(piece() for _ in range(rng.randint(1, 4)))]


def url(rng: random.Random, _day: str) -> Spec:
    """A URL with user-info, alone or as the value of a name that is not secret."""
    head = rng.choice(("https", "HTTPS", "GET https", "jdbc:postgresql", "s3", "url=https", "db+driver"))
    user = rng.choice(("{}:{}", "{}", "{}:{}@{}", "{}:{}%40")).format(secret(rng), secret(rng), secret(rng))
    hosts = ("feed.example/a?limit=5", "db:5432/ops", "bucket/key", "feed.example:8443,", "feed.example")
    return ["url", head, user, rng.choice((*hosts, "feed.example/to?mail=ops@feed.example"))]


def bearer(rng: random.Random, day: str) -> Spec:
    """A token of HTTP's Authorization header."""
    around = {
        "Authorization: Bearer": f", day {day}",
        "'bearer": "' was refused",
        'header="Bearer': '"',
        "got Bearer": "; again",
        "with BEARER": "",
    }
    head, tail = rng.choice(sorted(around.items()))
    token = rng.choice(("{}", "{}.{}", "{}-{}_{}", "{}/{}+{}==")).format(*(secret(rng) for _ in range(3)))
    return ["bearer", head, token, tail]


def pair(rng: random.Random, day: str) -> Spec:
    """A secret name=value; the value may hold =, and in quotes what would end it otherwise."""
    value = rng.choice(("{}", "{}={}", "{}/{}==", '"{} {}"', "'{}, {}'", '"{}; {}\'s & {}"'))
    value = value.format(secret(rng), secret(rng), secret(rng))
    before = rng.choice(("", f"?day={day}&", "user=loader;", "--", f"day={day}, ", *HARMLESS_NAMES))
    tail = rng.choice(("", "&limit=5", ";db=ops", ", retries=3", "\nuser=x"))
    if value[0] not in "'\"" and rng.random() < 0.3:
        before, tail = rng.choice(
            (("'", "'"), ('"', '"'), ('dsn="user=loader ', '"'), ("conf='", "' is set"))
        )
    return ["pair", before + name(rng, SECRET_NAMES), value, tail]


def header(rng: random.Random, _day: str) -> Spec:
    """Credentials of a scheme, and Bearer twice."""
    heads = (
        "Authorization: Basic",
        "proxy-authorization: negotiate",
        "AUTHORIZATION: Token",
        "Bearer Bearer",
    )
    token = rng.choice(("{}", "{}.{}", "{}/{}+==")).format(secret(rng), secret(rng))
    if rng.random() < 0.2:
        return ["pair", "Authorization", f"Basic {token}", rng.choice(("", ", retries=3"))]
    return ["bearer", rng.choice(heads), token, rng.choice((" was refused", ", day 5", "", "; again"))]


def entry(rng: random.Random, _day: str) -> Spec:
    """A secret name and its value as JSON and dicts write them."""
    quote = rng.choice("'\"")
    value = rng.choice(("{}", "{}, {}", "{} {}", f"{{}}\\{quote}{{}}", "{}={}")).format(
        secret(rng), secret(rng)
    )
    before = rng.choice(
        ("{", f"{{{quote}rows{quote}: 5, ", f"{{{quote}url{quote}: {quote}a?b=1{quote}, ", "by ")
    )
    head = f"{before}{quote}{name(rng, SECRET_NAMES)}{quote}"
    return [
        rng.choice(("entry", "compact")),
        head,
        f"{quote}{value}{quote}",
        rng.choice(("}", f", {quote}limit{quote}: 5}}", "")),
    ]


def escaped(rng: random.Random, _day: str) -> Spec:
    """A value in quotes that holds a quote behind a backslash."""
    quote = rng.choice("'\"")
    value = f"{quote}{secret(rng)}\\{quote} {secret(rng)}{quote}"
    return ["pair", name(rng, SECRET_NAMES), value, rng.choice(("", ", retries=3"))]


def leaking(rng: random.Random, day: str) -> Spec:
    """A text with some secrets that patterns find."""
    return _text_of(rng, day, (url, bearer, pair, pair))


def leaking_more(rng: random.Random, day: str) -> Spec:
    """A text with secrets in headers, in entries of dicts, and in values with quotes in them."""
    return _text_of(rng, day, (header, entry, entry, escaped))


def _text_of(rng: random.Random, day: str, kinds: tuple[Callable[[random.Random, str], Spec], ...]) -> Spec:
    pieces = [rng.choice(kinds)(rng, day) for _ in range(rng.randint(1, 3))]
    return ["text", *pieces, *rng.choice(([], [f"on {day}"]))]


def harmless(rng: random.Random, day: str) -> Spec:
    """A text without any secret."""
    return ["text", *rng.choices(_harmless(rng, day), k=rng.randint(1, 4))]


def _harmless(rng: random.Random, day: str) -> list[str]:
    rows, lookalike = rng.randint(100, 999), name(rng, PLAIN_NAMES)
    return [
        f"loaded {rows} flights of {day}",
        f"https://feed.example/flights?day={day}&mail=ops@feed.example",
        f"{rng.choice(('ftp', 'HTTPS'))}://feed.example/@ops/{day}",
        "mail ops@feed.example or see https://feed.example/help",
        f"{lookalike}={rows}",
        f"{lookalike}={day};",
        "primary_key=flight_date",
        f"the token is missing, day={day}",
        "the scheme is 'Bearer'; tokens=none, so ask",
        '{"url":"https://feed.example","mail":"ops@feed.example"}',
        "{'url':'https://feed.example','mail':'ops@feed.example'}",
        f'{{"{lookalike}": "of {day}", "rows": {rows}}}',
        "Basic checks passed; authorization: none",
        "password: see the vault",
        "a = b; 1=1",
        "",
        "\t",
        "two\nlines\n",
        "Zürich → Köln",
    ]
