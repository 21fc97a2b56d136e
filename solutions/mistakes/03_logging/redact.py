"""Mistakes in ``redact``, and the criterion that must catch each."""

from autograder.authoring.answers import mistake
from autograder.exercises.logging.redaction import Redact

MISTAKES = [
    mistake(
        "all_pairs",
        "Hides every name=value.",
        killed_by=Redact.leaves_texts,
        also=(Redact.hides_patterns,),
        replace={
            "value and is_secret(name[1]):": "value:",
        },
    ),
    mistake(
        "any_whole_word",
        "The word anywhere in the name: token_count is hidden.",
        killed_by=Redact.leaves_keys,
        also=(Redact.leaves_texts,),
        replace={
            'f" {words(name)}".endswith(tuple(f" {n}" for n in SECRET_NAMES))': 'any(f" {n} " in f" {words(name)} " for n in SECRET_NAMES)',
        },
    ),
    mistake(
        "any_case_of_a_value",
        "Replaces the given values in upper case too: of a short one, words of all kinds go.",
        killed_by=Redact.leaves_texts,
        replace={
            'message = message.replace(secret, "***")': 'message = re.sub(re.escape(secret), "***", message, flags=re.IGNORECASE)',
        },
    ),
    mistake(
        "bearer_eats_the_quote",
        "Takes the quote behind the word Bearer for a token.",
        killed_by=Redact.leaves_texts,
        also=(Redact.hides_patterns,),
        replace={
            "(?: +bearer)*) +[^\\s,;\\\"']+": "(?: +bearer)*)[ ']*[^\\s,]+",
        },
    ),
    mistake(
        "bearer_in_one_spelling",
        "Bearer, not bearer.",
        killed_by=Redact.hides_patterns,
        replace={
            "(?i)\\b((?:bearer|": "\\b((?:Bearer|",
        },
    ),
    mistake(
        "case_matters",
        "Compares names as they are written: dbPassword and X-Api-Key pass.",
        killed_by=Redact.hides_keys,
        also=(Redact.hides_patterns,),
        replace={
            'f" {words(name)}".endswith': "f\" {name.replace('_', ' ')}\".endswith",
        },
    ),
    mistake(
        "dicts_only",
        "Looks into dicts alone: other mappings, such as os.environ, go out with all their secrets.",
        killed_by=Redact.hides_keys,
        replace={
            "if isinstance(value, Mapping):": "if isinstance(value, dict):",
        },
    ),
    mistake(
        "drops_the_keys",
        "Takes secret keys out, so that nobody sees that there was one.",
        killed_by=Redact.hides_keys,
        replace={
            """        return {
            key: "***" if is_secret(key) else redact(item, secret_values) for key, item in value.items()
        }
""": """        return {key: redact(item, secret_values) for key, item in value.items() if not is_secret(key)}
""",
        },
    ),
    mistake(
        "empty_secret",
        "An empty secret puts *** between all letters.",
        killed_by=Redact.hides_given,
        also=(Redact.leaves_texts,),
        replace={
            "sorted(filter(None, secret_values), key": "sorted(secret_values, key",
        },
    ),
    mistake(
        "every_at",
        "Takes every word with an @ for user-info: mail addresses are gone.",
        killed_by=Redact.leaves_texts,
        also=(Redact.hides_patterns,),
        replace={
            "(\\w://)[^/?#\\s\\\"']+@": "((?:\\w://)?)\\b[^/?#\\s=\\\"']+@",
        },
    ),
    mistake(
        "everything_becomes_text",
        "Numbers and None come back as texts.",
        killed_by=Redact.copies,
        also=(
            Redact.hides_keys,
            Redact.leaves_keys,
            Redact.hides_given,
        ),
        replace={
            "return redact_text(value, secret_values) if isinstance(value, str) else value": "return redact_text(str(value), secret_values)",
        },
    ),
    mistake(
        "exact_names_only",
        "password is secret, db_password is not.",
        killed_by=Redact.hides_keys,
        also=(Redact.hides_patterns,),
        replace={
            'f" {words(name)}".endswith(tuple(f" {n}" for n in SECRET_NAMES))': "words(name) in SECRET_NAMES",
        },
    ),
    mistake(
        "first_bearer_only",
        "Of two Bearer tokens in a text the second one stays.",
        killed_by=Redact.hides_patterns,
        replace={
            'r"\\1 ***", message)': 'r"\\1 ***", message, count=1)',
        },
    ),
    mistake(
        "first_occurrence_only",
        "Replaces each value once.",
        killed_by=Redact.hides_given,
        replace={
            'message.replace(secret, "***")': 'message.replace(secret, "***", 1)',
        },
    ),
    mistake(
        "forgets_the_values_below",
        "Does not hand secret_values down.",
        killed_by=Redact.hides_given,
        replace={
            "items = [redact(item, secret_values) for item in value]": "items = [redact(item) for item in value]",
        },
    ),
    mistake(
        "half_a_token",
        "Takes letters and digits: a token has dots.",
        killed_by=Redact.hides_patterns,
        replace={
            ' +[^\\s,;\\"\']+"': ' +\\w+"',
        },
    ),
    mistake(
        "http_only",
        "Knows https, not jdbc.",
        killed_by=Redact.hides_patterns,
        replace={
            "(\\w://)": "(https?://)",
        },
    ),
    mistake(
        "in_place",
        "Changes the dict it was given: the pipeline connects with ***.",
        killed_by=Redact.copies,
        also=(Redact.hides_keys,),
        replace={
            """        return {
            key: "***" if is_secret(key) else redact(item, secret_values) for key, item in value.items()
        }
""": """        for key, item in value.items():
            value[key] = "***" if is_secret(key) else redact(item, secret_values)
        return value
""",
        },
    ),
    mistake(
        "keys_become_texts",
        "Keys that are no texts become texts.",
        killed_by=Redact.leaves_keys,
        replace={
            '            key: "***" if is_secret(key)': '            str(key): "***" if is_secret(key)',
        },
    ),
    mistake(
        "keys_must_be_texts",
        "A key that is a number breaks it.",
        killed_by=Redact.leaves_keys,
        replace={
            "return isinstance(name, str) and f": "return f",
        },
    ),
    mistake(
        "keys_are_texts_too",
        "Replaces the given values in the keys.",
        killed_by=Redact.copies,
        replace={
            '            key: "***" if is_secret(key)': '            redact_text(key, secret_values) if isinstance(key, str) else key: "***" if is_secret(key)',
        },
    ),
    mistake(
        "last_letters",
        "Ends with the letters: nothing asks where the word begins.",
        killed_by=Redact.leaves_keys,
        also=(Redact.leaves_texts,),
        replace={
            'f" {words(name)}".endswith(tuple(f" {n}" for n in SECRET_NAMES))': 'words(name).replace(" ", "").endswith(tuple(n.replace(" ", "") for n in (*SECRET_NAMES, "key")))',
        },
    ),
    mistake(
        "lists_are_skipped",
        "Walks dicts, not the lists in them.",
        killed_by=Redact.hides_keys,
        also=(
            Redact.hides_given,
            Redact.hides_patterns,
        ),
        replace={
            """    if isinstance(value, list | tuple):
""": """    if False:
""",
        },
    ),
    mistake(
        "lists_in_place",
        "Dicts are new, lists are changed in place.",
        killed_by=Redact.copies,
        replace={
            """        items = [redact(item, secret_values) for item in value]
""": """        items = value if isinstance(value, list) else list(value)
        items[:] = [redact(item, secret_values) for item in items]
""",
        },
    ),
    mistake(
        "lower_case_pairs",
        "password=… is hidden, PASSWORD=… is not.",
        killed_by=Redact.hides_patterns,
        replace={
            "value and is_secret(name[1]):": "value and is_secret(name[1]) and not name[1].isupper():",
        },
    ),
    mistake(
        "no_camel_case",
        "Knows db_password, not dbPassword.",
        killed_by=Redact.hides_keys,
        also=(
            Redact.leaves_keys,
            Redact.hides_patterns,
        ),
        replace={
            'f" {words(name)}".endswith': 'f" {words(name.lower())}".endswith',
        },
    ),
    mistake(
        "no_pairs",
        "Hides no name=value.",
        killed_by=Redact.hides_patterns,
        replace={
            "    return redact_pairs(message)": "    return message",
        },
    ),
    mistake(
        "order_of_the_caller",
        "Replaces in the order given.",
        killed_by=Redact.hides_given,
        replace={
            "sorted(filter(None, secret_values), key=len, reverse=True)": "filter(None, secret_values)",
        },
    ),
    mistake(
        "partly_shown",
        "Shows the first two letters: of four digits that is half.",
        killed_by=Redact.hides_keys,
        replace={
            '"***" if is_secret(key) else': 'f"{str(item)[:2]}***" if is_secret(key) else',
        },
    ),
    mistake(
        "pair_ends_at_an_equals_sign",
        "A value in base64 ends with =, which ends it here: the rest stays.",
        killed_by=Redact.hides_patterns,
        replace={
            '[^\\s&,;\\"\']+", re.DOTALL': '[^\\s&,;=\\"\']+", re.DOTALL',
        },
    ),
    mistake(
        "quoted_values_stay",
        "A value in quotes is cut at the first space.",
        killed_by=Redact.hides_patterns,
        replace={
            "VALUE.match(message, name.end())": r"""re.compile(r"[^\s&,;]+").match(message, name.end())""",
        },
    ),
    mistake(
        "shortest_first",
        "Replaces the shorter value first, so the end of the longer one stays.",
        killed_by=Redact.hides_given,
        replace={
            "key=len, reverse=True": "key=len",
        },
    ),
    mistake(
        "strips",
        "Strips the text on the way.",
        killed_by=Redact.leaves_texts,
        replace={
            "    for secret in sorted": """    message = " ".join(message.split("  ")).strip().replace("a = b", "a=b")
    for secret in sorted""",
        },
    ),
    mistake(
        "substring",
        "'key' in name: primary_key and monkey are hidden.",
        killed_by=Redact.leaves_keys,
        also=(Redact.leaves_texts,),
        replace={
            'return isinstance(name, str) and f" {words(name)}".endswith(tuple(f" {n}" for n in SECRET_NAMES))': 'return isinstance(name, str) and any(n in words(name).replace(" ", "") for n in ("key", "token", "secret", "pass", "pwd", "auth", "credential"))',
        },
    ),
    mistake(
        "texts_only",
        "A secret that is a number or a dict stays.",
        killed_by=Redact.hides_keys,
        replace={
            '"***" if is_secret(key) else': '"***" if is_secret(key) and isinstance(item, str) else',
        },
    ),
    mistake(
        "the_type_makes_the_tuple",
        "type(value)(items): a named tuple wants its fields one by one, and raises.",
        killed_by=Redact.copies,
        replace={
            "return tuple(items) if isinstance(value, tuple) else items": "return type(value)(items)",
        },
    ),
    mistake(
        "three_names_in_texts",
        "In texts it knows three secret names by heart; `secret=`, `pwd=` and the others stay.",
        killed_by=Redact.hides_patterns,
        replace={
            "value and is_secret(name[1]):": 'value and re.search(r"(?i)(password|token|api_?key)$", name[1]):',
        },
    ),
    mistake(
        "top_level_only",
        "Looks at the keys of the outermost dict.",
        killed_by=Redact.hides_keys,
        also=(
            Redact.hides_given,
            Redact.hides_patterns,
        ),
        replace={
            "else redact(item, secret_values) for key, item in value.items()": "else item for key, item in value.items()",
        },
    ),
    mistake(
        "tuples_become_lists",
        "Tuples come back as lists.",
        killed_by=Redact.copies,
        replace={
            "return tuple(items) if isinstance(value, tuple) else items": "return items",
        },
    ),
    mistake(
        "up_to_the_space",
        "Takes all up to the next space: ?token=… swallows the other parameters.",
        killed_by=Redact.hides_patterns,
        replace={
            '[^\\s&,;\\"\']+", re.DOTALL': '\\S+", re.DOTALL',
        },
    ),
    mistake(
        "url_across_the_query",
        "The user-info may hold anything but spaces: an address in the query is taken for it.",
        killed_by=Redact.leaves_texts,
        also=(Redact.hides_patterns,),
        replace={
            "[^/?#\\s\\\"']+@": "\\S+@",
        },
    ),
    mistake(
        "url_password_only",
        "Hides what follows the colon: a token without one stays.",
        killed_by=Redact.hides_patterns,
        replace={
            "(\\w://)[^/?#\\s\\\"']+@": "(\\w://)[^/?#\\s:\\\"']+:[^/?#\\s\\\"']+@",
        },
    ),
    mistake(
        "url_up_to_the_first_at",
        "A password with an @ in it is cut in half.",
        killed_by=Redact.hides_patterns,
        replace={
            "[^/?#\\s\\\"']+@": "[^/?#\\s@\\\"']+@",
        },
    ),
    mistake(
        "values_as_patterns",
        "Takes the values for regular expressions.",
        killed_by=Redact.hides_given,
        also=(Redact.leaves_texts,),
        replace={
            'message = message.replace(secret, "***")': 'message = re.sub(secret, "***", message)',
        },
    ),
    mistake(
        "whole_words_only",
        "A secret inside a longer word stays.",
        killed_by=Redact.hides_given,
        replace={
            'message = message.replace(secret, "***")': 'message = re.sub(rf"(?<!\\w){re.escape(secret)}(?!\\w)", "***", message)',
        },
    ),
    mistake(
        "a_harmless_name_takes_its_value",
        "One re.sub over all pairs: the token in url=https://…?token=… goes by as a part of url's value.",
        killed_by=Redact.hides_patterns,
        replace={
            "            end = value.end()": "            end = value.end()\n        elif value:\n            end = max(end, value.end())",
            "shown += f\"{message[end : name.end()]}": "shown += f\"{message[done : name.end()]}",
            'shown, end = "", 0': 'shown, end, done = "", 0, 0',
            "***{quote}\"\n": "***{quote}\"\n            done = value.end()\n",
            "message[end:]": "message[done:]",
        },
    ),
    mistake(
        "a_quote_always_closes",
        "Knows no backslash: what stands behind a quote in a password stays.",
        killed_by=Redact.hides_credentials,
        replace={
            "VALUE.match(message, name.end())": """re.compile(r"\\"[^\\"]*\\"|'[^']*'|[^\\s&,;\\"']+").match(message, name.end())""",
        },
    ),
    mistake(
        "bearer_alone",
        "Knows the scheme Bearer; Authorization: Basic, which is name and password, goes out.",
        killed_by=Redact.hides_credentials,
        replace={
            "|authorization *[:=] *(?:basic|negotiate|token)": "",
        },
    ),
    mistake(
        "basic_with_a_colon_only",
        "Knows the header as HTTP writes it, not as a map prints it: of Authorization=Basic dXNl… only the scheme goes.",
        killed_by=Redact.hides_credentials,
        replace={
            "authorization *[:=] *": "authorization *: *",
        },
    ),
    mistake(
        "credentials_in_one_case",
        "Authorization: Basic, and no other spelling: HTTP/2 writes headers in lower case.",
        killed_by=Redact.hides_credentials,
        replace={
            "authorization *[:=] *(?:basic|negotiate|token)": "(?-i:Authorization *[:=] *(?:Basic|Negotiate|Token))",
        },
    ),
    mistake(
        "every_basic",
        "Hides the word after every Basic: Basic checks passed.",
        killed_by=Redact.leaves_texts,
        replace={
            "authorization *[:=] *(?:basic|negotiate|token)": "basic",
        },
    ),
    mistake(
        "no_cloud_names",
        "A list of secret names of its own, without those in which clouds sign: sig=, X-Amz-Signature=, AccountKey=.",
        killed_by=Redact.hides_patterns,
        also=(Redact.hides_keys,),
        replace={
            'endswith(tuple(f" {n}" for n in SECRET_NAMES))': 'endswith(tuple(f" {n}" for n in SECRET_NAMES if n not in ("sig", "signature", "account key")))',
        },
    ),
    mistake(
        "one_kind_of_quotes",
        "Knows JSON's quotes, not those of a dict's repr.",
        killed_by=Redact.hides_credentials,
        replace={
            "|[\\\"'] *: *(?=[\\\"']))": "|\\\" *: *(?=\\\"))",
        },
    ),
    mistake(
        "pairs_with_an_equals_sign_only",
        "A dict in a text is no name=value: its password stays.",
        killed_by=Redact.hides_credentials,
        replace={
            "(?:=|[\\\"'] *: *(?=[\\\"']))": "=",
        },
    ),
    mistake(
        "second_bearer_stays",
        "Takes the second Bearer of `Bearer Bearer x` for the token.",
        killed_by=Redact.hides_credentials,
        replace={
            "(?: +bearer)*) +": ") +",
        },
    ),
    mistake(
        "url_across_quotes",
        "The user-info runs on to an address in the next value of the JSON: the host is gone.",
        killed_by=Redact.leaves_texts,
        replace={
            "[^/?#\\s\\\"']+@": "[^/?#\\s]+@",
        },
    ),
    mistake(
        "compact_json_stays",
        "Wants a space behind the colon, which json.dumps writes and most senders of JSON do not.",
        killed_by=Redact.hides_credentials,
        replace={
            "[\\\"'] *: *(?=": "[\\\"'] *: +(?=",
        },
    ),
]
