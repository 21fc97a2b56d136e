"""Mistakes in ``process_increment``, and the criterion that must catch each."""

from autograder.authoring.answers import mistake
from autograder.exercises.checkpoints.increment import ProcessIncrement

MISTAKES = [
    mistake(
        "empty_source_breaks",
        "An empty source has no greatest mark, and the run fails on it.",
        killed_by=ProcessIncrement.nothing_new,
        replace={
            """    if hi is None:
        return
""": "",
        },
    ),
    mistake(
        "empty_source_moves_the_mark",
        "Where there are no rows, the mark becomes the time of the run, to have one.",
        killed_by=ProcessIncrement.nothing_new,
        replace={
            """if hi is None:
        return
""": """if hi is None:
        hi = datetime.now()
""",
        },
    ),
    mistake(
        "error_of_the_write_logged",
        "The write's error is printed, and the mark moves on.",
        killed_by=ProcessIncrement.crashes,
        replace={
            "    write(rows, target, key_columns, order_by=mark_column)": """    try:
        write(rows, target, key_columns, order_by=mark_column)
    except Exception as error:
        print(error)""",
        },
    ),
    mistake(
        "everything_each_time",
        "The mark is kept and never used: each run reads the whole source.",
        killed_by=ProcessIncrement.bounds,
        replace={
            "if lo is not None:": "if False:",
        },
    ),
    mistake(
        "first_run_only_sets_the_mark",
        "The first run takes nothing and begins from now on.",
        killed_by=ProcessIncrement.first_run,
        replace={
            "    write(rows, target, key_columns, order_by=mark_column)": """    if lo is not None:
        write(rows, target, key_columns, order_by=mark_column)""",
        },
    ),
    mistake(
        "hi_from_the_newest_version",
        "The rows are those of one version, hi is asked of whichever is the newest now.",
        killed_by=ProcessIncrement.pinned,
        replace={
            "pinned.agg(F.max(mark_column)).first()[0]": "spark.table(source).agg(F.max(mark_column)).first()[0]",
        },
    ),
    mistake(
        "key_of_its_own",
        "`write` gets a key that this function made up.",
        killed_by=ProcessIncrement.overlap,
        replace={
            "    write(rows, target, key_columns, order_by=mark_column)": '    write(rows, target, ["flight"], order_by=mark_column)',
        },
    ),
    mistake(
        "late_rows_need_newer_ones",
        "Ends when nothing is newer than the mark, though late rows wait within the overlap.",
        killed_by=ProcessIncrement.overlap,
        replace={
            "if hi is None:": """lowest = checkpoints.get_checkpoint(target, source)
    if hi is None or (lowest is not None and hi.astimezone(UTC) < lowest):""",
        },
    ),
    mistake(
        "mark_after_the_write",
        "The mark is worked out anew when the write is over: what arrived meanwhile is behind it.",
        killed_by=ProcessIncrement.pinned,
        replace={
            "checkpoints.set_checkpoint(target, source, hi, expected=lo)": "checkpoints.set_checkpoint(target, source, spark.table(source).agg(F.max(mark_column)).first()[0].astimezone(UTC))",
        },
    ),
    mistake(
        "mark_first",
        "The mark is set before the rows are in: a crash in between loses them.",
        killed_by=ProcessIncrement.crashes,
        replace={
            """    write(rows, target, key_columns, order_by=mark_column)
    if lo is None or hi > lo:
        checkpoints.set_checkpoint(target, source, hi, expected=lo)""": """    if lo is None or hi > lo:
        checkpoints.set_checkpoint(target, source, hi, expected=lo)
    write(rows, target, key_columns, order_by=mark_column)""",
        },
    ),
    mistake(
        "mark_forced",
        "Sets a later hi by force: the mark of another run, which was faster and got further, goes back.",
        killed_by=ProcessIncrement.nothing_new,
        replace={
            "checkpoints.set_checkpoint(target, source, hi, expected=lo)": "checkpoints.set_checkpoint(target, source, hi, force=True)",
        },
    ),
    mistake(
        "mark_forced_back",
        "Sets whatever hi is, by force: after a clean-up of the source the mark goes back.",
        killed_by=ProcessIncrement.nothing_new,
        replace={
            """if lo is None or hi > lo:
        checkpoints.set_checkpoint(target, source, hi, expected=lo)""": "checkpoints.set_checkpoint(target, source, hi, force=True)",
        },
    ),
    mistake(
        "mark_from_the_clock",
        "The mark is the time of the run.",
        killed_by=ProcessIncrement.pinned,
        also=(
            ProcessIncrement.nothing_new,
            ProcessIncrement.first_run,
        ),
        replace={
            """if lo is None or hi > lo:
        checkpoints.set_checkpoint(target, source, hi, expected=lo)""": "checkpoints.set_checkpoint(target, source, datetime.now(UTC))",
        },
    ),
    mistake(
        "mark_in_a_finally",
        "The mark is set in a finally, whether the write succeeded or not.",
        killed_by=ProcessIncrement.crashes,
        replace={
            """    write(rows, target, key_columns, order_by=mark_column)
    if lo is None or hi > lo:
        checkpoints.set_checkpoint(target, source, hi, expected=lo)""": """    try:
        write(rows, target, key_columns, order_by=mark_column)
    finally:
        if lo is None or hi > lo:
            checkpoints.set_checkpoint(target, source, hi, expected=lo)""",
        },
    ),
    mistake(
        "mark_set_without_a_look",
        "Sets hi even where it is earlier: the run ends with a CheckpointConflict.",
        killed_by=ProcessIncrement.nothing_new,
        replace={
            "if lo is None or hi > lo:": "if True:",
        },
    ),
    mistake(
        "mark_taken_back_after_an_error",
        "The mark first, taken back when the write fails: a killed process takes nothing back.",
        killed_by=ProcessIncrement.crashes,
        replace={
            """    write(rows, target, key_columns, order_by=mark_column)
    if lo is None or hi > lo:
        checkpoints.set_checkpoint(target, source, hi, expected=lo)""": """    if lo is None or hi > lo:
        checkpoints.set_checkpoint(target, source, hi, expected=lo)
    try:
        write(rows, target, key_columns, order_by=mark_column)
    except BaseException:
        if lo is not None:
            checkpoints.set_checkpoint(target, source, lo, force=True)
        raise""",
        },
    ),
    mistake(
        "moment_as_text_without_zone",
        "The bound is written into the condition without its zone, and read in the session's.",
        killed_by=ProcessIncrement.zones,
        replace={
            "rows = rows.filter(F.col(mark_column) >= lo - overlap)": """bound = (lo - overlap).astimezone(UTC).replace(tzinfo=None)
        rows = rows.filter(f"{mark_column} >= TIMESTAMP '{bound}'")""",
        },
    ),
    mistake(
        "moment_made_naive",
        "The stored moment loses its zone before it is compared: Spark takes it for the process's time.",
        killed_by=ProcessIncrement.zones,
        replace={
            ">= lo - overlap": ">= (lo - overlap).replace(tzinfo=None)",
        },
    ),
    mistake(
        "not_pinned",
        "hi is frozen, the table is not: rows that arrive during the write are in a part of it.",
        killed_by=ProcessIncrement.pinned,
        replace={
            'spark.read.option("versionAsOf", version).table(source)': "spark.table(source)",
        },
    ),
    mistake(
        "nothing_newer_nothing_to_do",
        "Ends when hi is the stored mark: rows that tie with it have to wait for a newer one.",
        killed_by=ProcessIncrement.bounds,
        replace={
            "if hi is None:": "if hi is None or hi.astimezone(UTC) == checkpoints.get_checkpoint(target, source):",
        },
    ),
    mistake(
        "one_more_second",
        "Adds a second to the mark, so as not to read the last rows twice.",
        killed_by=ProcessIncrement.bounds,
        replace={
            "F.col(mark_column) >= lo - overlap": "F.col(mark_column) >= lo - overlap + timedelta(seconds=1)",
        },
    ),
    mistake(
        "order_by_left_out",
        "`write` is not told which column orders the versions.",
        killed_by=ProcessIncrement.overlap,
        replace={
            "    write(rows, target, key_columns, order_by=mark_column)": "    write(rows, target, key_columns)",
        },
    ),
    mistake(
        "overlap_edge_excluded",
        "The row that is exactly as late as allowed is lost.",
        killed_by=ProcessIncrement.overlap,
        replace={
            "F.col(mark_column) >= lo - overlap": "(F.col(mark_column) > lo - overlap) | (F.col(mark_column) >= lo)",
        },
    ),
    mistake(
        "overlap_ignored",
        "The overlap is a parameter that nobody reads.",
        killed_by=ProcessIncrement.overlap,
        replace={
            ">= lo - overlap": ">= lo",
        },
    ),
    mistake(
        "overlap_in_whole_days",
        "The overlap is rounded to days.",
        killed_by=ProcessIncrement.overlap,
        replace={
            ">= lo - overlap": ">= lo - timedelta(days=overlap.days)",
        },
    ),
    mistake(
        "overlap_of_nothing",
        "Without a mark it subtracts the overlap from None.",
        killed_by=ProcessIncrement.first_run,
        replace={
            """    if lo is not None:
        rows = rows.filter(F.col(mark_column) >= lo - overlap)""": "    rows = rows.filter(F.col(mark_column) >= lo - overlap)",
        },
    ),
    mistake(
        "overlap_taken_off_the_mark",
        "The overlap is taken off when the mark is stored, instead of when it is used.",
        killed_by=ProcessIncrement.first_run,
        also=(ProcessIncrement.overlap,),
        replace={
            ">= lo - overlap": ">= lo",
            "checkpoints.set_checkpoint(target, source, hi, expected=lo)": "checkpoints.set_checkpoint(target, source, hi - overlap, expected=lo)",
        },
    ),
    mistake(
        "rows_first",
        "The rows are read first, then hi: in between somebody writes.",
        killed_by=ProcessIncrement.pinned,
        also=(ProcessIncrement.in_cluster,),
        replace={
            "lo, hi = checkpoints.get_checkpoint(target, source), pinned": """pinned = spark.createDataFrame(pinned.collect(), pinned.schema)
    lo, hi = checkpoints.get_checkpoint(target, source), spark.table(source)""",
        },
    ),
    mistake(
        "since_1970",
        "Without a mark it begins in 1970: rows dated 1900 stand for 'unknown', and are lost.",
        killed_by=ProcessIncrement.first_run,
        replace={
            "if lo is not None:": """if lo is None:
        rows = rows.filter(F.col(mark_column) >= datetime(1970, 1, 1, tzinfo=UTC))
    else:""",
        },
    ),
    mistake(
        "through_the_driver",
        "All rows travel to the driver and back.",
        killed_by=ProcessIncrement.in_cluster,
        replace={
            "    write(rows, target, key_columns, order_by=mark_column)": """    rows = spark.createDataFrame(rows.collect(), rows.schema)
    write(rows, target, key_columns, order_by=mark_column)""",
        },
    ),
    mistake(
        "ties_lost",
        "Strictly later than the mark: a row that ties with it is never read.",
        killed_by=ProcessIncrement.bounds,
        replace={
            "F.col(mark_column) >= lo - overlap": "F.col(mark_column) > lo - overlap",
        },
    ),
    mistake(
        "utc_put_on_it",
        "The naive moment that collect() gives is taken for UTC; it is the process's local time.",
        killed_by=ProcessIncrement.zones,
        replace={
            "hi.astimezone(UTC)": "hi.replace(tzinfo=UTC)",
        },
    ),
]
