"""``redact``: secrets of the scenario's own, in keys and in texts, next to what only looks like one."""

from __future__ import annotations

import copy
import random
from types import MappingProxyType, SimpleNamespace
from typing import Any

from autograder.checks import (
    Evidence,
    Exercise,
    Json,
    Lab,
    criterion,
    expect,
    expect_equal,
    expect_returned,
    probe,
)

SECRET_KEYS = (
    *("password", "db_password", "dbPassword", "DB-PASSWORD", "Passwd", "pwd", "passphrase"),
    *("secret", "client_secret", "clientSecret", "token", "access_token", "accessToken", "Refresh.Token"),
    *("api_key", "X-Api-Key", "apiKey", "apikey", "aws_secret_access_key", "secretKey", "private_key"),
    *("authorization", "Authorization", "Proxy-Authorization", "credentials"),
)
PLAIN_KEYS = (
    *("primary_key", "key", "keyboard", "sort_keys", "foreignKey", "partition_key"),
    *("token_count", "tokenizer", "tokenCount", "secretary", "secret_rotation_day", "author", "authors"),
    *("password_changed_at", "passwordless", "compass", "monkey", "authorization_url", "credentials_file"),
)
MARK = "***"


class Redact(Exercise):
    """``redact(value, secret_values)``: no secret stays, and nothing else goes."""

    name = "redact"
    hints = (
        "Which part of a name decides whether its value is secret, the beginning, any part, or the end? And "
        "what stays behind when you replace the shorter one of two secrets first?",
        "A recursive function for mappings, lists and tuples, which builds new ones; for texts first "
        "str.replace of each given value, longest first, then one re.sub for each pattern. For name=value "
        "use a function as the replacement, which asks whether the name is secret.",
        "is_secret: f' {words(name)}'.endswith(tuple(f' {n}' for n in SECRET_NAMES)). URL: re.sub(r'(\\w://)"
        "[^/?#\\s]+@', r'\\1***@', text). Bearer: re.sub(r'(?i)\\b(bearer) +[^\\s,;\"\\']+', r'\\1 ***', "
        "text). Pairs: ([\\w.-]+)=(\"[^\"]*\"|'[^']*'|[^\\s&,;\"']+).",
    )

    def scenario(self, rng: random.Random) -> Json:
        letters = "abcdefghjkmnpqrstuvwxyz23456789"

        def secret(length: int = 12) -> str:
            return "".join(rng.choices(letters, k=length))

        short = secret(6)
        return {
            "secrets": [secret() for _ in range(8)],
            "given": [short, f"{short}{secret(5)}", f"{secret(4)}.+({secret(4)}[$", ""],
            "secret_keys": rng.sample(SECRET_KEYS, len(SECRET_KEYS)),
            "plain_keys": rng.sample(PLAIN_KEYS, len(PLAIN_KEYS)),
            "rows": rng.randint(100, 999),
            "day": f"2013-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}",
        }

    # --- what is seen ------------------------------------------------------------------------------------

    @probe
    def keys(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        """Each key alone, then a secret deep inside, and secrets that are no texts."""
        found = {key: _keyed(lab, answer, key, scenario) for key in scenario["secret_keys"]}
        deep = [{"conf": ({"items": [{"api_key": scenario["secrets"][1]}, scenario["rows"]]},)}]
        frozen = MappingProxyType({"token": scenario["secrets"][0], "rows": scenario["rows"]})
        others = {"token": [1, scenario["secrets"][2]], "password": {"new": 4711}, "secret": 1, "pwd": None}
        return {
            "each": found,
            "deep": lab.call(answer.redact, deep).record(),
            "others": lab.call(answer.redact, others).record(),
            "frozen": lab.call(lambda: repr(answer.redact([frozen]))).record(),
        }

    @probe
    def plain_keys(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        found = {key: _keyed(lab, answer, key, scenario) for key in scenario["plain_keys"]}
        odd = lab.call(lambda: repr(answer.redact({7: scenario["rows"], None: 1, ("JFK", 1): True})))
        return {"each": found, "odd": odd.record()}

    @probe
    def given(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        """Texts that hold the values of ``secret_values``, alone and deep inside."""
        texts = {f"login with {secret} failed": secret for secret in scenario["given"] if secret}
        longer = scenario["given"][1]
        texts[f"{longer}{longer} and /{longer}/"] = longer
        found = {text: lab.call(answer.redact, text, scenario["given"]).record() for text in texts}
        deep = {"errors": [(f"no answer for {longer}", scenario["rows"])]}
        return {"each": found, "deep": lab.call(answer.redact, deep, scenario["given"]).record()}

    @probe
    def patterns(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        cases = {text: lab.call(answer.redact, text).record() for text, _ in _pattern_cases(scenario)}
        deep = {"error": {"args": [_pattern_cases(scenario)[0][0]]}}
        return {"each": cases, "deep": lab.call(answer.redact, deep).record()}

    @probe
    def harmless(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        given = scenario["given"]
        return {text: lab.call(answer.redact, text, given).record() for text in _harmless(scenario)}

    @probe
    def unchanged(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        """The input before and after, and the kinds of containers that come back."""
        text = f"token={scenario['secrets'][0]}"
        value = {"password": "x", "list": [text, {"token": text}], "pair": (text, [text], 1.5), "rows": None}
        before = copy.deepcopy(value)
        done = lab.call(answer.redact, value, [scenario["given"][0]])
        kinds = {}
        if isinstance(done.value, dict):
            kinds = {name: type(part).__name__ for name, part in done.value.items()}
        return {"call": done.record(), "same": repr(value) == repr(before), "after": value, "kinds": kinds}

    # --- what must hold ----------------------------------------------------------------------------------

    @criterion(points=2)
    def hides_keys(self, scenario: Json, keys: Any) -> None:
        """what stands under a secret key becomes ***, at any depth and whatever it is

        words() turns all spellings of a name into one. Mappings lie in lists and tuples too, and not
        every mapping is a dict: os.environ is none.
        """
        seen = keys
        for key, record in seen["each"].items():
            value = scenario["secrets"][0]
            reproduce = f"redact({{{key!r}: {value!r}, 'rows': {scenario['rows']}}})"
            got = expect_returned(record, what="a dict", reproduce=reproduce)
            expect_equal(got, {key: MARK, "rows": scenario["rows"]}, what="the copy", reproduce=reproduce)
        reproduce = "redact([{'conf': ({'items': [{'api_key': …}, 1]},)}])"
        got = expect_returned(seen["deep"], what="a list", reproduce=reproduce)
        due = [{"conf": [{"items": [{"api_key": MARK}, scenario["rows"]]}]}]
        expect_equal(got, due, what="the copy", reproduce=reproduce)
        reproduce = "redact({'token': [1, …], 'password': {'new': 4711}, 'secret': 1, 'pwd': None})"
        got = expect_returned(seen["others"], what="a dict", reproduce=reproduce)
        due_others = dict.fromkeys(("token", "password", "secret", "pwd"), MARK)
        expect_equal(got, due_others, what="the copy", reproduce=reproduce)
        reproduce = f"redact([types.MappingProxyType({{'token': …, 'rows': {scenario['rows']}}})])"
        got = expect_returned(seen["frozen"], what="a list", reproduce=reproduce)
        due_frozen = repr([{"token": MARK, "rows": scenario["rows"]}])
        expect_equal(got, due_frozen, what="the copy", reproduce=reproduce)

    @criterion(points=2)
    def leaves_keys(self, scenario: Json, plain_keys: Any) -> None:
        """keys that only look secret stay: whole words, at the end of the name

        `'key' in name` hides primary_key; `'token' in name` hides token_count. The name must end with the
        words of a secret name.
        """
        for key, record in plain_keys["each"].items():
            value = scenario["secrets"][0]
            reproduce = f"redact({{{key!r}: {value!r}}})"
            got = expect_returned(record, what="a dict", reproduce=reproduce)
            expect_equal(got, {key: value, "rows": scenario["rows"]}, what="the copy", reproduce=reproduce)
        odd = {7: scenario["rows"], None: 1, ("JFK", 1): True}
        reproduce = f"redact({odd!r})"
        got = expect_returned(plain_keys["odd"], what="a dict", reproduce=reproduce)
        expect_equal(got, repr(odd), what="the copy", reproduce=reproduce)

    @criterion(points=2)
    def hides_given(self, scenario: Json, evidence: Evidence) -> None:
        """the given values go from every text, the longest first

        Of two values one may be the beginning of the other. They are texts, not patterns: str.replace, or
        re.escape. And what does ''.join do with an empty one: 'ab'.replace('', '*')?
        """
        seen, given = evidence["given"], scenario["given"]
        for text, record in seen["each"].items():
            reproduce = f"redact({text!r}, {given!r})"
            got = expect_returned(record, what="a text", reproduce=reproduce)
            due = text
            for secret in sorted(filter(None, given), key=len, reverse=True):
                due = due.replace(secret, MARK)
            expect_equal(got, due, what="the text", reproduce=reproduce)
        reproduce = f"redact({{'errors': [('no answer for {given[1]}', 1)]}}, {given!r})"
        got = expect_returned(seen["deep"], what="a dict", reproduce=reproduce)
        due_deep = {"errors": [[f"no answer for {MARK}", scenario["rows"]]]}
        expect_equal(got, due_deep, what="the copy", reproduce=reproduce)

    @criterion(points=3)
    def hides_patterns(self, scenario: Json, patterns: Any) -> None:
        """in texts: the user-info of a URL, Bearer tokens, and name=value with a secret name

        One re.sub for each. The user-info ends at the last @ before the next slash. A value in quotes may
        hold spaces.
        """
        for text, due in _pattern_cases(scenario):
            reproduce = f"redact({text!r})"
            got = expect_returned(patterns["each"][text], what="a text", reproduce=reproduce)
            leaked = [secret for secret in scenario["secrets"] if secret in str(got)]
            expect(not leaked, expected=f"no {', '.join(leaked)} in the text", got=got, reproduce=reproduce)
            expect(_keeps(str(got), due), expected=f"the text {due!r}", got=got, reproduce=reproduce)
        got = expect_returned(patterns["deep"], what="a dict", reproduce="the first one, nested")
        leaked = [secret for secret in scenario["secrets"] if secret in str(got)]
        reproduce = "redact({'a': [text]})"
        expect(not leaked, expected="no secret in a text deep inside", got=got, reproduce=reproduce)

    @criterion(points=2)
    def leaves_texts(self, harmless: Any) -> None:
        """texts without a secret stay as they are

        A log in which all is *** is of no use: an e-mail address is no user-info, token_count=5 no
        secret.
        """
        for text, record in harmless.items():
            reproduce = f"redact({text!r})"
            got = expect_returned(record, what="the same text", reproduce=reproduce)
            expect_equal(got, text, what="the text", reproduce=reproduce)

    @criterion(points=1)
    def copies(self, unchanged: Any) -> None:
        """the input does not change; the copy has the same containers and all other values

        Build new dicts and lists instead of assigning into the old ones: the pipeline still needs the
        password that you took out of its options.
        """
        seen, reproduce = unchanged, "value = {…}; redact(value); print(value)"
        got = expect_returned(seen["call"], what="a dict", reproduce=reproduce)
        expect(seen["same"], expected="the input as it was", got=seen["after"], reproduce=reproduce)
        kinds = {name: seen["kinds"].get(name) for name in ("list", "pair")}
        expect_equal(kinds, {"list": "list", "pair": "tuple"}, what="containers", reproduce=reproduce)
        kept = isinstance(got, dict) and got.get("rows", 0) is None and got["pair"][2] == 1.5
        expect(kept, expected="the values that are no texts as they are", got=got, reproduce=reproduce)


def _keyed(lab: Lab, answer: SimpleNamespace, key: str, scenario: Json) -> Json:
    return lab.call(answer.redact, {key: scenario["secrets"][0], "rows": scenario["rows"]}).record()


def _pattern_cases(scenario: Json) -> list[tuple[str, str]]:
    """Texts and what becomes of them."""
    a, b, c, d, e, f, g, h = scenario["secrets"]
    day = scenario["day"]
    return [
        (f"GET https://{a}:{b}@feed.example/a?day={day}", f"GET https://{MARK}@feed.example/a?day={day}"),
        (f"jdbc:postgresql://{c}:{d}@db:5432/ops failed", f"jdbc:postgresql://{MARK}@db:5432/ops failed"),
        (f"from https://{e}@feed.example:8443, twice", f"from https://{MARK}@feed.example:8443, twice"),
        (f"s3://{a}:{b}@c@bucket/key", f"s3://{MARK}@bucket/key"),
        (f"Authorization: Bearer {f}.{g}, day {day}", f"Authorization: Bearer {MARK}, day {day}"),
        (f"'bearer {h}' was refused", f"'bearer {MARK}' was refused"),
        (f"?day={day}&access_token={a}&limit=5", f"?day={day}&access_token={MARK}&limit=5"),
        (f"user=loader;password={b};db=ops", f"user=loader;password={MARK};db=ops"),
        (f"apiKey={c}, retries=3", f"apiKey={MARK}, retries=3"),
        (f"with PASSWORD={d}\nuser=x", f"with PASSWORD={MARK}\nuser=x"),
        (f'password="{e} {f}" user=x', f"password={MARK} user=x"),
        (f"--db-password='{g}, {h}' --day {day}", f"--db-password={MARK} --day {day}"),
        *((f"{key}={a} day={day}", f"{key}={MARK} day={day}") for key in scenario["secret_keys"]),
    ]


def _keeps(got: str, due: str) -> bool:
    """The text as it should be; the quotes around a value may stay."""
    return got == due or got.replace(f'"{MARK}"', MARK).replace(f"'{MARK}'", MARK) == due


def _harmless(scenario: Json) -> list[str]:
    day, rows = scenario["day"], scenario["rows"]
    return [
        f"loaded {rows} flights of {day}",
        f"https://feed.example/flights?day={day}&mail=ops@feed.example",
        "mail ops@feed.example or see https://feed.example/help",
        f"token_count={rows} primary_key=flight_date author=ops",
        f"the token is missing, day={day}",
        "the scheme is 'Bearer'; tokens=none, so ask",
        "password: see the vault",
        "a = b; 1=1",
        "",
        *(f"{key}={rows}" for key in scenario["plain_keys"]),
    ]


EXERCISES = (Redact(),)
