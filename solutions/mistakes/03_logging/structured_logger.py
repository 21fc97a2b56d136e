"""Mistakes in ``structured_logger``, and the criterion that must catch each."""

from autograder.authoring.answers import mistake
from autograder.exercises.logging.structured import StructuredLogger

MISTAKES = [
    mistake(
        "above_the_level_only",
        "A line at the level itself is dropped.",
        killed_by=StructuredLogger.filters,
        also=(
            StructuredLogger.is_json,
            StructuredLogger.in_utc,
            StructuredLogger.writes_once,
            StructuredLogger.tells_the_error,
            StructuredLogger.binds,
            StructuredLogger.takes_hard_values,
            StructuredLogger.whole_lines,
        ),
        replace={
            "if not logger.isEnabledFor(level):": "if level <= logger.level:",
        },
    ),
    mistake(
        "asctime",
        "The timestamp of logging.Formatter: local, no offset, a comma in it.",
        killed_by=StructuredLogger.in_utc,
        replace={
            "datetime.now(UTC).isoformat()": "logging.Formatter().formatTime(logging.makeLogRecord({}))",
        },
    ),
    mistake(
        "bare_nan",
        "allow_nan is left on and floats pass: NaN, which is not JSON.",
        killed_by=StructuredLogger.is_json,
        replace={
            "return value if math.isfinite(value) else None": "return value",
            "json.dumps(line, allow_nan=False)": "json.dumps(line)",
        },
    ),
    mistake(
        "bind_forgets",
        "The second bind forgets what the first one bound.",
        killed_by=StructuredLogger.binds,
        replace={
            "        bound.fields = {**self.fields, **fields}": "        bound.fields = dict(fields)",
        },
    ),
    mistake(
        "bind_mutates",
        "bind changes the logger it is called on.",
        killed_by=StructuredLogger.binds,
        replace={
            """        bound.fields = {**self.fields, **fields}
        return bound""": """        self.fields.update(fields)
        return self""",
        },
    ),
    mistake(
        "bind_resets_the_stream",
        "bind makes a new StructuredLogger, which resets the stream to sys.stdout.",
        killed_by=StructuredLogger.binds,
        replace={
            """        bound = copy.copy(self)
""": """        bound = StructuredLogger(self.name)
""",
        },
    ),
    mistake(
        "bind_shares_the_dict",
        "The copy has the same dict: what the child binds, the parent has too.",
        killed_by=StructuredLogger.binds,
        replace={
            "        bound.fields = {**self.fields, **fields}": "        bound.fields.update(fields)",
        },
    ),
    mistake(
        "bound_fields_win",
        "What was bound wins over what the call says.",
        killed_by=StructuredLogger.binds,
        replace={
            "for name, value in {**self.fields, **fields}.items():": "for name, value in {**fields, **self.fields}.items():",
        },
    ),
    mistake(
        "broken_stream_breaks_it",
        "Writes by itself, so a full disk ends the pipeline.",
        killed_by=StructuredLogger.never_raises,
        replace={
            "logger.handlers = [LineHandler(stream)]": "logger.handlers = [RawHandler(stream)]",
            "class StructuredLogger:": """class RawHandler(LineHandler):
    def emit(self, record):
        stream = sys.stdout if self.stream is None else self.stream
        stream.write(record.getMessage() + "\\n")
        stream.flush()


class StructuredLogger:""",
        },
    ),
    mistake(
        "bytes_as_repr",
        "bytes become b'EWR'.",
        killed_by=StructuredLogger.takes_hard_values,
        replace={
            '        return value.decode("utf-8", errors="replace")': "        return text(value)",
        },
    ),
    mistake(
        "captures_locals",
        "The traceback with the locals of each frame: one of them is the password.",
        killed_by=StructuredLogger.tells_the_error,
        also=(StructuredLogger.never_raises,),
        replace={
            "capture_locals=False": "capture_locals=True",
        },
    ),
    mistake(
        "cycle_is_endless",
        "Follows a list that holds itself until Python gives up, and then the line is lost.",
        killed_by=StructuredLogger.takes_hard_values,
        also=(StructuredLogger.never_raises,),
        replace={
            """    if id(value) in inside or len(inside) > 20:
        return "…"
""": "",
            """    try:
        return _container(value, inside)
    except Exception:  # containers can be broken in any way
        return text(value)""": "    return _container(value, inside)",
        },
    ),
    mistake(
        "decimal_as_float",
        "Decimals become floats: 4.50 is 4.5, and cents get lost in large sums.",
        killed_by=StructuredLogger.is_json,
        replace={
            "    if isinstance(value, np.generic):": """    from decimal import Decimal

    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, np.generic):""",
        },
    ),
    mistake(
        "default_str_alone",
        "default=str covers dates and Decimals; NaN stays bare, and a stubborn object raises.",
        killed_by=StructuredLogger.is_json,
        also=(
            StructuredLogger.never_raises,
            StructuredLogger.takes_hard_values,
        ),
        replace={
            """= json_value(value)
        logger.log""": """= value
        logger.log""",
            "json.dumps(line, allow_nan=False)": "json.dumps(line, default=str)",
        },
    ),
    mistake(
        "drops_what_it_cannot_write",
        "A try around the dump, and silence when it fails: the line is gone.",
        killed_by=StructuredLogger.is_json,
        also=(StructuredLogger.takes_hard_values,),
        replace={
            """= json_value(value)
        logger.log(level, json.dumps(line, allow_nan=False))""": """= value
        try:
            logger.log(level, json.dumps(line, allow_nan=False))
        except Exception:
            pass""",
        },
    ),
    mistake(
        "epoch_seconds",
        "Seconds since 1970 are no ISO 8601.",
        killed_by=StructuredLogger.in_utc,
        replace={
            "datetime.now(UTC).isoformat()": "time.time()",
        },
    ),
    mistake(
        "error_as_text",
        "error is a text, not an object: type and message cannot be queried.",
        killed_by=StructuredLogger.tells_the_error,
        replace={
            'line["error"] = describe_error(error)': 'line["error"] = text(error)',
        },
    ),
    mistake(
        "error_str_may_raise",
        "The text of the exception is taken with str().",
        killed_by=StructuredLogger.never_raises,
        replace={
            '"message": text(error)': '"message": str(error)',
        },
    ),
    mistake(
        "everything_as_text",
        'All values become texts: rows = "689" cannot be summed up.',
        killed_by=StructuredLogger.is_json,
        also=(
            StructuredLogger.keeps_apart,
            StructuredLogger.writes_once,
            StructuredLogger.binds,
            StructuredLogger.takes_hard_values,
        ),
        replace={
            """= json_value(value)
        logger.log""": """= text(value)
        logger.log""",
        },
    ),
    mistake(
        "exc_info_true_only",
        "Takes True, not an exception that was caught before.",
        killed_by=StructuredLogger.tells_the_error,
        replace={
            "error = sys.exc_info()[1] if error is True else error": "error = sys.exc_info()[1] if error is True else None",
        },
    ),
    mistake(
        "fields_are_dropped",
        "The fixed names win, and the clashing field is lost.",
        killed_by=StructuredLogger.keeps_apart,
        also=(
            StructuredLogger.tells_the_error,
            StructuredLogger.binds,
        ),
        replace={
            '            line[f"field_{name}" if name in line else name] = json_value(value)': """            if name not in line:
                line[name] = json_value(value)""",
        },
    ),
    mistake(
        "fields_in_a_dict_of_their_own",
        "Puts the fields under `fields`, where no query expects them.",
        killed_by=StructuredLogger.is_json,
        also=(
            StructuredLogger.keeps_apart,
            StructuredLogger.writes_once,
            StructuredLogger.tells_the_error,
            StructuredLogger.binds,
            StructuredLogger.takes_hard_values,
        ),
        replace={
            '            line[f"field_{name}" if name in line else name] = json_value(value)': '            line.setdefault("fields", {})[name] = json_value(value)',
        },
    ),
    mistake(
        "fields_override",
        "The fields come last and win: level=3 makes the line no longer an INFO line.",
        killed_by=StructuredLogger.keeps_apart,
        also=(
            StructuredLogger.tells_the_error,
            StructuredLogger.binds,
        ),
        replace={
            'line[f"field_{name}" if name in line else name]': "line[name]",
        },
    ),
    mistake(
        "fields_through_extra",
        "Fields travel as `extra`, where logging refuses `name`, `args` and `message`.",
        killed_by=StructuredLogger.keeps_apart,
        replace={
            "logger.log(level, json.dumps(line, allow_nan=False))": "logger.log(level, json.dumps(line, allow_nan=False), extra={**self.fields, **fields})",
        },
    ),
    mistake(
        "first_stream_for_ever",
        "Adds a handler only when there is none, so a new stream is ignored.",
        killed_by=StructuredLogger.writes_once,
        replace={
            """        logger.handlers = [LineHandler(stream)]
""": """        if not logger.handlers:
            logger.addHandler(LineHandler(stream))
""",
        },
    ),
    mistake(
        "handler_per_construction",
        "Adds a handler each time: after three constructions every line stands there three times.",
        killed_by=StructuredLogger.writes_once,
        also=(
            StructuredLogger.filters,
            StructuredLogger.whole_lines,
        ),
        replace={
            "logger.handlers = [LineHandler(stream)]": "logger.addHandler(LineHandler(stream))",
        },
    ),
    mistake(
        "ignores_exc_info",
        "exc_info is dropped.",
        killed_by=StructuredLogger.tells_the_error,
        replace={
            """        if isinstance(error, BaseException):
            line""": """        if False:
            line""",
        },
    ),
    mistake(
        "infinity_stays",
        "Looks for NaN only, so minus infinity costs the line.",
        killed_by=StructuredLogger.is_json,
        replace={
            "return value if math.isfinite(value) else None": "return None if math.isnan(value) else value",
            "json.dumps(line, allow_nan=False)": "json.dumps(line)",
        },
    ),
    mistake(
        "json_dumps_alone",
        "json.dumps of the bare fields: a date ends the pipeline.",
        killed_by=StructuredLogger.is_json,
        also=(
            StructuredLogger.never_raises,
            StructuredLogger.takes_hard_values,
        ),
        replace={
            """= json_value(value)
        logger.log""": """= value
        logger.log""",
        },
    ),
    mistake(
        "keys_as_they_are",
        "Keys of dicts stay tuples, which json.dumps refuses.",
        killed_by=StructuredLogger.takes_hard_values,
        replace={
            "return {text(key): json_value(item, inside) for key, item in value.items()}": "return {key: json_value(item, inside) for key, item in value.items()}",
        },
    ),
    mistake(
        "level_case_matters",
        'setLevel of the text as it is: "info" is an unknown level.',
        killed_by=StructuredLogger.filters,
        replace={
            "level.upper()": "level",
        },
    ),
    mistake(
        "level_of_the_first",
        "The level is set only the first time.",
        killed_by=StructuredLogger.filters,
        replace={
            "        logger.setLevel(level.upper())": """        if logger.level == logging.NOTSET:
            logger.setLevel(level.upper())""",
        },
    ),
    mistake(
        "local_time_called_utc",
        "Local time with a Z behind it: hours off.",
        killed_by=StructuredLogger.in_utc,
        replace={
            "datetime.now(UTC).isoformat()": 'datetime.now().isoformat() + "Z"',
        },
    ),
    mistake(
        "local_time_with_offset",
        "The right moment, but in the machine's own zone.",
        killed_by=StructuredLogger.in_utc,
        replace={
            "datetime.now(UTC).isoformat()": "datetime.now().astimezone().isoformat()",
        },
    ),
    mistake(
        "lower_case_levels",
        "Writes info instead of INFO.",
        killed_by=StructuredLogger.filters,
        also=(
            StructuredLogger.is_json,
            StructuredLogger.keeps_apart,
        ),
        replace={
            '"level": logging.getLevelName(level),': '"level": logging.getLevelName(level).lower(),',
        },
    ),
    mistake(
        "message_as_template",
        "The fields are formatted into the message, and a message with percent signs raises.",
        killed_by=StructuredLogger.never_raises,
        replace={
            "logger.log(level, json.dumps(line, allow_nan=False))": """line["message"] = line["message"] % fields if "%" in line["message"] else line["message"]
        logger.log(level, json.dumps(line, allow_nan=False))""",
        },
    ),
    mistake(
        "message_str_may_raise",
        "The fields are safe, the message is not.",
        killed_by=StructuredLogger.never_raises,
        replace={
            '"message": text(message),': '"message": str(message),',
        },
    ),
    mistake(
        "nan_as_number",
        "NaN becomes 0: a share that nobody measured.",
        killed_by=StructuredLogger.is_json,
        also=(StructuredLogger.takes_hard_values,),
        replace={
            "return value if math.isfinite(value) else None": "return value if math.isfinite(value) else 0.0",
        },
    ),
    mistake(
        "no_flush",
        "Nothing is flushed: the last lines die with the process.",
        killed_by=StructuredLogger.whole_lines,
        also=(StructuredLogger.takes_hard_values,),
        replace={
            "logger.handlers = [LineHandler(stream)]": "logger.handlers = [LazyHandler(stream)]",
            "class StructuredLogger:": """class LazyHandler(LineHandler):
    def emit(self, record):
        try:
            stream = sys.stdout if self.stream is None else self.stream
            stream.write(record.getMessage() + "\\n")
            if isinstance(stream, io.StringIO):
                stream.flush()
        except Exception:
            self.handleError(record)


import io


class StructuredLogger:""",
        },
    ),
    mistake(
        "no_level_filter",
        "Writes everything.",
        killed_by=StructuredLogger.filters,
        replace={
            "logger.setLevel(level.upper())": "logger.setLevel(logging.DEBUG)",
        },
    ),
    mistake(
        "no_stack",
        "type and message only: where did it come from?",
        killed_by=StructuredLogger.tells_the_error,
        replace={
            '"stack": "".join(stack.format())': '"stack": ""',
        },
    ),
    mistake(
        "none_type_error",
        "Outside an except, there is an error of type Exception that nobody raised.",
        killed_by=StructuredLogger.tells_the_error,
        replace={
            "error = sys.exc_info()[1] if error is True else error": 'error = (sys.exc_info()[1] or Exception("NoneType: None")) if error is True else error',
        },
    ),
    mistake(
        "numpy_as_text",
        "Numbers of numpy become texts.",
        killed_by=StructuredLogger.takes_hard_values,
        replace={
            """    if isinstance(value, np.generic):
        value = value.item()
""": "",
        },
    ),
    mistake(
        "one_logger_for_all",
        "Every StructuredLogger uses the root logger: the last stream takes all.",
        killed_by=StructuredLogger.writes_once,
        replace={
            "logger = logging.getLogger(name)  # the same object for the same name": 'logger = logging.getLogger("all")',
            "logger = logging.getLogger(self.name)": 'logger = logging.getLogger("all")',
        },
    ),
    mistake(
        "only_level_is_kept_apart",
        "Knows of level only.",
        killed_by=StructuredLogger.keeps_apart,
        also=(StructuredLogger.tells_the_error,),
        replace={
            'f"field_{name}" if name in line else name': 'f"field_{name}" if name == "level" else name',
        },
    ),
    mistake(
        "only_the_last_call",
        "The stack of the logger's caller instead of the error's traceback.",
        killed_by=StructuredLogger.tells_the_error,
        replace={
            '"stack": "".join(stack.format())': '"stack": "".join(traceback.format_stack())',
        },
    ),
    mistake(
        "prefixes_all_fields",
        "Every field becomes field_…, whether its name is taken or not.",
        killed_by=StructuredLogger.keeps_apart,
        also=(
            StructuredLogger.is_json,
            StructuredLogger.writes_once,
            StructuredLogger.binds,
            StructuredLogger.takes_hard_values,
        ),
        replace={
            'line[f"field_{name}" if name in line else name]': 'line[f"field_{name}"]',
        },
    ),
    mistake(
        "pretty_printed",
        "indent=2: one object on a dozen lines.",
        killed_by=StructuredLogger.is_json,
        also=(
            StructuredLogger.in_utc,
            StructuredLogger.keeps_apart,
            StructuredLogger.writes_once,
            StructuredLogger.filters,
            StructuredLogger.tells_the_error,
            StructuredLogger.binds,
            StructuredLogger.takes_hard_values,
            StructuredLogger.whole_lines,
        ),
        replace={
            "json.dumps(line, allow_nan=False)": "json.dumps(line, allow_nan=False, indent=2)",
        },
    ),
    mistake(
        "print_without_a_lock",
        "print writes text and line break apart, and no lock holds them together.",
        killed_by=StructuredLogger.whole_lines,
        replace={
            "        logger.log(level, json.dumps(line, allow_nan=False))": """        handler = logger.handlers[0]
        try:
            stream = sys.stdout if handler.stream is None else handler.stream
            print(json.dumps(line, allow_nan=False), file=stream, flush=True)
        except Exception:
            pass""",
        },
    ),
    mistake(
        "propagates",
        "Leaves propagate on: the root and the parent print the line again.",
        killed_by=StructuredLogger.writes_once,
        replace={
            """        logger.propagate = False
""": "",
        },
    ),
    mistake(
        "python_repr",
        "Writes the dict as Python shows it: single quotes are no JSON.",
        killed_by=StructuredLogger.is_json,
        also=(
            StructuredLogger.in_utc,
            StructuredLogger.keeps_apart,
            StructuredLogger.writes_once,
            StructuredLogger.filters,
            StructuredLogger.tells_the_error,
            StructuredLogger.binds,
            StructuredLogger.takes_hard_values,
            StructuredLogger.whole_lines,
        ),
        replace={
            "json.dumps(line, allow_nan=False)": "str(line)",
        },
    ),
    mistake(
        "raw_unicode",
        "ensure_ascii=False: half a surrogate pair cannot be written to a UTF-8 file.",
        killed_by=StructuredLogger.takes_hard_values,
        replace={
            "json.dumps(line, allow_nan=False)": "json.dumps(line, allow_nan=False, ensure_ascii=False)",
        },
    ),
    mistake(
        "row_as_list",
        "A Row is taken for the tuple that it also is: the names are lost.",
        killed_by=StructuredLogger.takes_hard_values,
        replace={
            """    if hasattr(value, "asDict"):  # a Row, before the tuple that it also is
        value = value.asDict()
""": "",
        },
    ),
    mistake(
        "sets_as_text",
        "A set becomes the text of a set.",
        killed_by=StructuredLogger.takes_hard_values,
        replace={
            "isinstance(value, list | tuple | set | frozenset)": "isinstance(value, list | tuple)",
        },
    ),
    mistake(
        "silences_the_root",
        "Takes the root logger's handlers away too: no line comes twice, and no other library is heard any more.",
        killed_by=StructuredLogger.writes_once,
        replace={
            "logger.propagate = False": "logger.propagate = False\n        logging.getLogger().handlers.clear()",
        },
    ),
    mistake(
        "skips_odd_keys",
        "skipkeys=True: what stood under a tuple is gone.",
        killed_by=StructuredLogger.takes_hard_values,
        replace={
            "{text(key): json_value": "{key: json_value",
            "json.dumps(line, allow_nan=False)": "json.dumps(line, allow_nan=False, skipkeys=True)",
        },
    ),
    mistake(
        "stdout_of_construction",
        "Binds sys.stdout when it is made; what redirects it later sees nothing.",
        killed_by=StructuredLogger.writes_once,
        replace={
            "[LineHandler(stream)]": "[LineHandler(stream or sys.stdout)]",
        },
    ),
    mistake(
        "str_may_raise",
        "str() of a foreign object, without a net.",
        killed_by=StructuredLogger.never_raises,
        also=(StructuredLogger.takes_hard_values,),
        replace={
            """    try:
        return _container(value, inside)
    except Exception:  # containers can be broken in any way
        return text(value)""": "    return _container(value, inside)",
            """
    return text(value)""": """
    return str(value)""",
        },
    ),
    mistake(
        "strict_bytes",
        "bytes that are no UTF-8 cost the line.",
        killed_by=StructuredLogger.takes_hard_values,
        replace={
            'value.decode("utf-8", errors="replace")': 'value.decode("utf-8")',
        },
    ),
    mistake(
        "time_of_construction",
        "The timestamp is drawn when the module is loaded, once for all lines.",
        killed_by=StructuredLogger.in_utc,
        replace={
            "datetime.now(UTC).isoformat()": "datetime(2013, 11, 3, tzinfo=UTC).isoformat()",
        },
    ),
    mistake(
        "top_level_only",
        "Converts the fields, not what is in their lists and dicts.",
        killed_by=StructuredLogger.is_json,
        also=(
            StructuredLogger.never_raises,
            StructuredLogger.takes_hard_values,
        ),
        replace={
            "return [json_value(item, inside) for item in value]": "return list(value)",
            "return {text(key): json_value(item, inside) for key, item in value.items()}": "return value",
            "json.dumps(line, allow_nan=False)": "json.dumps(line, default=str)",
        },
    ),
    mistake(
        "utcnow",
        "utcnow() is naive: no offset, and deprecated.",
        killed_by=StructuredLogger.in_utc,
        replace={
            "datetime.now(UTC).isoformat()": "datetime.utcnow().isoformat()",
        },
    ),
]
