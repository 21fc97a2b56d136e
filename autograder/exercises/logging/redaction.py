"""``redact``: drawn values with secrets in keys and in texts, next to what only looks like one."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

from autograder.checks import (
    Exercise,
    Json,
    Lab,
    criterion,
    expect,
    expect_equal,
    expect_returned,
    programs,
    seeing,
)
from autograder.checks.programs import leave_out
from autograder.exercises.logging import drawn

COUNT = 100  # values for each criterion
COLLECTIONS = {"list": list, "tuple": tuple, "set": set}
IMPORTS = {
    "ChainMap(": "from collections import ChainMap",
    "Leg(": 'from collections import namedtuple\nLeg = namedtuple("Leg", "carrier about")',
}


class Redact(Exercise):
    """``redact(value, secret_values)``: no secret stays, and nothing else goes."""

    name = "redact"
    hints = (
        "Which part of a name decides whether its value is secret, the beginning, any part, or the end? And "
        "what stays behind when you replace the shorter one of two secrets first?",
        "A recursive function for mappings, lists and tuples, which builds new ones; for texts first "
        "str.replace of each given value, longest first, then one re.sub for URLs and one for Bearer. For "
        "name=value look at every name, and leave alone what follows one that is not secret: it may hold a "
        "pair itself.",
        "is_secret: f' {words(name)}'.endswith(tuple(f' {n}' for n in SECRET_NAMES)). URL: "
        "re.sub(r'(\\w://)[^/?#\\s\"\\']+@', r'\\1***@', text). Bearer: "
        "re.sub(r'(?i)\\b(bearer) +[^\\s,;\"\\']+', r'\\1 ***', text). Pairs: find every ([\\w.-]+)= with "
        "finditer, and only where the name is secret match the value behind it: "
        "\"[^\"]*\"|'[^']*'|[^\\s&,;\"']+.",
    )

    # --- what is drawn -----------------------------------------------------------------------------------

    def with_secret_keys(self, rng: random.Random) -> Json:
        """Secrets of any kind under secret keys, in containers of any kind."""

        def leaf(rng: random.Random) -> Any:
            text, rows = drawn.secret(rng), rng.randint(100, 999)
            what = (text, text, rows, 0, None, True, "", {"new": rows}, ["list", 1, text], ["tuple"])
            entry = {drawn.name(rng, drawn.SECRET_NAMES): rng.choice(what)}
            return rng.choice((entry, entry | {"rows": rows}, {"rows": rows} | entry, rows))

        return _program(drawn.nested(rng, leaf, "dict list tuple ChainMap"))

    def with_plain_keys(self, rng: random.Random) -> Json:
        """Keys that look secret, and keys that are no texts."""

        def leaf(rng: random.Random) -> Any:
            what = rng.choice((drawn.secret(rng), rng.randint(100, 999), None))
            if rng.random() < 0.2:
                return ["odd", {key: what for key in rng.sample(sorted(drawn.ODD_KEYS), 2)}]
            return {drawn.name(rng, drawn.PLAIN_NAMES): what for _ in range(rng.randint(1, 3))}

        return _program(drawn.nested(rng, leaf, "dict list tuple"))

    def with_given_values(self, rng: random.Random) -> Json:
        """Texts with given values, of which some are parts of others."""
        given = rng.sample(drawn.parts_of_one(rng), rng.randint(1, 5))
        value = drawn.nested(rng, lambda rng: drawn.about_given(rng, given), "dict list tuple", depth=2)
        given.insert(rng.randint(0, len(given)), rng.choice(("", given[0])))
        return _program(value, given, rng.choice(sorted(COLLECTIONS)))

    def with_patterns(self, rng: random.Random) -> Json:
        """Texts whose secrets are found by their form; now and then a part of one is given as well."""
        return _leaking(rng, drawn.leaking)

    def with_credentials(self, rng: random.Random) -> Json:
        """Texts with headers and with entries of dicts."""
        return _leaking(rng, drawn.leaking_more)

    def without_secrets(self, rng: random.Random) -> Json:
        """Texts with nothing to hide, among them what is nearly a given value."""
        given = drawn.secret(rng)
        near = ["text", rng.choice((given.upper(), given[:-1], given[1:])), "is known"]
        texts = (near, drawn.harmless(rng, _day(rng)), drawn.harmless(rng, _day(rng)))
        value = drawn.nested(rng, lambda rng: rng.choice(texts), "dict list", depth=2)
        return _program(value, rng.choice(([], [given], [given, ""])))

    def of_all_kinds(self, rng: random.Random) -> Json:
        """Containers and values of all kinds, with some secrets, one of them in a key."""
        given = drawn.secret(rng)
        secret = (
            {"password": given},
            f"login with {given}",
            ["pair", "token", given, ""],
            {f"of {given}": 1},
        )
        other: list[Any] = [None, True, 1, 1.5, 2.0, "", "text", {}, ["list"], ["set", 1, 2]]
        other.append(["bytes", f"token={given}"])

        def leaf(rng: random.Random) -> Any:
            return rng.choice(secret if rng.random() < 0.4 else other)

        return _program(drawn.nested(rng, leaf, "dict list tuple Leg"), rng.choice(([], [given])))

    def smaller(self, program: Json) -> Iterator[Json]:
        """Less in the value, or fewer given values."""
        yield from (program | {"value": value} for value in drawn.less(program["value"]))
        yield from (program | fewer for fewer in leave_out({"given": program["given"]}))

    # --- what is seen ------------------------------------------------------------------------------------

    @programs(with_secret_keys, count=COUNT)
    def keys(self, answer: SimpleNamespace, lab: Lab, program: Json) -> Json:
        return _copy(answer, lab, program)

    @programs(with_plain_keys, count=COUNT)
    def plain_keys(self, answer: SimpleNamespace, lab: Lab, program: Json) -> Json:
        return _copy(answer, lab, program)

    @programs(with_given_values, count=COUNT)
    def given(self, answer: SimpleNamespace, lab: Lab, program: Json) -> Json:
        return _copy(answer, lab, program)

    @programs(with_patterns, count=COUNT)
    def patterns(self, answer: SimpleNamespace, lab: Lab, program: Json) -> Json:
        return _copy(answer, lab, program)

    @programs(with_credentials, count=COUNT)
    def credentials(self, answer: SimpleNamespace, lab: Lab, program: Json) -> Json:
        return _copy(answer, lab, program)

    @programs(without_secrets, count=COUNT)
    def harmless(self, answer: SimpleNamespace, lab: Lab, program: Json) -> Json:
        return _copy(answer, lab, program)

    @programs(of_all_kinds, count=COUNT)
    def unchanged(self, answer: SimpleNamespace, lab: Lab, program: Json) -> Json:
        """The input afterwards, and the kinds of things that came back."""
        value = drawn.build(program["value"])
        return _play(answer, lab, program, value, drawn.shape) | {"after": repr(value)}

    # --- what must hold ----------------------------------------------------------------------------------

    @criterion(points=2)
    def hides_keys(self, program: Json, keys: Any) -> None:
        """what stands under a secret key becomes ***, at any depth and whatever it is

        words() turns all spellings of a name into one. Mappings lie in lists and tuples too, and not
        every mapping is a dict: os.environ is none.
        """
        _expect_copy(program, keys)

    @criterion(points=2)
    def leaves_keys(self, program: Json, plain_keys: Any) -> None:
        """keys that only look secret stay: whole words, at the end of the name

        `'key' in name` hides primary_key; `'token' in name` hides token_count. The name must end with the
        words of a secret name.
        """
        _expect_copy(program, plain_keys)

    @criterion(points=2)
    def hides_given(self, program: Json, given: Any) -> None:
        """the given values go from every text, the longest first

        Of two values one may be the beginning of the other. They are texts, not patterns: str.replace, or
        re.escape. And what does ''.join do with an empty one: 'ab'.replace('', '*')?
        """
        _expect_copy(program, given)

    @criterion(points=3)
    def hides_patterns(self, program: Json, patterns: Any) -> None:
        """in texts: the user-info of a URL, Bearer tokens, and name=value with a secret name

        The user-info ends at the last @ before the next slash. A value in quotes may hold spaces. A name
        that is not secret must not swallow its value: url=…?token=abc, dsn="user=x password=y".
        """
        _expect_hidden(program, patterns)

    @criterion(points=2)
    def leaves_texts(self, program: Json, harmless: Any) -> None:
        """texts without a secret stay as they are

        A log in which all is *** is of no use: an e-mail address is no user-info, also where a URL stands
        before it in the same JSON; token_count=5 is no secret.
        """
        _expect_copy(program, harmless)

    @criterion(points=1)
    def copies(self, program: Json, unchanged: Any) -> None:
        """the input does not change; the copy has the same containers and all other values

        Build new dicts and lists instead of assigning into the old ones: the pipeline still needs the
        password that you took out of its options.
        """
        value = repr(drawn.build(program["value"]))
        with seeing(f"{_imports(value)}value = {value}\n({_call(program, 'value')}, value)"):
            got = expect_returned(unchanged, what="a copy")
            expect_equal(unchanged["after"], value, what="the input, as it was")
            expect_equal(got, drawn.shape(_due(program)), what="the copy, texts and secret keys aside")

    @criterion(points=1, core=False, needs=(hides_patterns,))
    def hides_credentials(self, program: Json, credentials: Any) -> None:
        """in texts: the credentials of a header, and the values of secret names in JSON and dicts

        Of `Authorization: Basic dXNl…` the last word is the secret. In `"password": "…"` a quote, a colon
        and another quote stand between name and value. (?:\\\\.|[^"\\\\])* steps over a quote behind a
        backslash.
        """
        _expect_hidden(program, credentials)


# --- what both use ---------------------------------------------------------------------------------------


def _program(value: Any, given: list[str] | None = None, collection: str = "list") -> Json:
    return {"value": value, "given": given or [], "collection": collection}


def _leaking(rng: random.Random, draw: Callable[[random.Random, str], Any]) -> Json:
    value = drawn.nested(rng, lambda rng: draw(rng, _day(rng)), "dict list tuple", depth=2)
    found = rng.choice(drawn.secrets_in(value))
    return _program(value, rng.choice(([], [], [found[:5]], [found[-5:]], [found])))


def _day(rng: random.Random) -> str:
    return f"2013-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"


def _given(program: Json) -> tuple[Any, ...]:
    """The second argument, where there is one."""
    return (COLLECTIONS[program["collection"]](program["given"]),) if program["given"] else ()


def _call(program: Json, value: str) -> str:
    return f"redact({', '.join((value, *map(repr, _given(program))))})"


def _play(answer: SimpleNamespace, lab: Lab, program: Json, value: Any, tell: Callable[[Any], str]) -> Json:
    """One call, and its value as text."""
    done = lab.calling(_call(program, repr(value)), answer.redact, value, *_given(program))
    return done.record() if done.error else {"value": tell(done.value)}


def _copy(answer: SimpleNamespace, lab: Lab, program: Json) -> Json:
    return _play(answer, lab, program, drawn.build(program["value"]), drawn.told)


# --- what the judges use ---------------------------------------------------------------------------------


def _due(program: Json) -> Any:
    return drawn.redacted(program["value"], program["given"])


def _expect_copy(program: Json, record: Json) -> None:
    value = repr(drawn.build(program["value"]))
    with seeing(_imports(value) + _call(program, value)):
        got = expect_returned(record, what="a copy")
        expect_equal(got, drawn.told(_due(program)), what="the copy")


def _expect_hidden(program: Json, record: Json) -> None:
    value = repr(drawn.build(program["value"]))
    with seeing(_imports(value) + _call(program, value)):
        got = expect_returned(record, what="a copy")
        leaked = [secret for secret in drawn.secrets_in(program["value"]) if secret in got]
        expect(not leaked, expected=f"no {', '.join(leaked)} in the copy", got=got)
        due = drawn.told(_due(program))
        expect(_plain(got) == _plain(due), expected=f"the copy: {due}", got=got)


def _imports(value: str) -> str:
    return "".join(f"{line}\n" for name, line in IMPORTS.items() if name in value)


def _plain(text: str) -> str:
    """The quotes around a secret may stay; so may the scheme in Authorization=Basic …"""
    text = re.sub(r"""\\?["']\*{3}\\?["']""", drawn.MARK, text)
    return re.sub(r"(?<=Authorization=)(?:Basic|\*{3}) \*{3}", drawn.MARK, text)


EXERCISES = (Redact(),)
