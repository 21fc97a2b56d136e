"""Mistakes in ``refresh_gold``, and the criterion that must catch each."""

from autograder.authoring.answers import mistake
from autograder.exercises.idempotent_writes.gold import RefreshGold

MISTAKES = [
    mistake(
        "appends_the_days",
        "The new figures are put beside the old ones.",
        killed_by=RefreshGold.replaced,
        replace={"figures.writeTo(gold_table).overwrite(chosen)": "figures.writeTo(gold_table).append()"},
    ),
    mistake(
        "cancelled_count_as_late",
        "The share is taken of all flights: a cancelled one counts as late.",
        killed_by=RefreshGold.figures,
        replace={'F.try_divide("on_time", "departed")': 'F.try_divide("on_time", "flights")'},
    ),
    mistake(
        "condition_glued_from_no_days",
        "replaceWhere is a text glued together from the days; without days it is no condition, and the call fails.",
        killed_by=RefreshGold.no_days,
        replace={
            "    if not days:\n        return\n": "",
            "figures.writeTo(gold_table).overwrite(chosen)": """names = ", ".join(f"DATE'{day}'" for day in days)
        write = figures.write.format("delta").mode("overwrite")
        write.option("replaceWhere", f"flight_date IN ({names})").saveAsTable(gold_table)""",
        },
    ),
    mistake(
        "deletes_then_appends",
        "Two commits: between them the days are empty for every reader, and after a crash they stay so.",
        killed_by=RefreshGold.one_commit,
        replace={
            "figures.writeTo(gold_table).overwrite(chosen)": """DeltaTable.forName(spark, gold_table).delete(chosen)
        figures.writeTo(gold_table).append()"""
        },
    ),
    mistake(
        "dynamic_partition_overwrite",
        "A dynamic partition overwrite replaces the partitions that come; a day without flights does not come.",
        killed_by=RefreshGold.emptied,
        replace={
            "figures.writeTo(gold_table).overwrite(chosen)": "figures.writeTo(gold_table).overwritePartitions()"
        },
    ),
    mistake(
        "fifteen_minutes_is_on_time",
        "A delay of exactly 15 minutes counts as on time.",
        killed_by=RefreshGold.figures,
        also=(RefreshGold.replaced,),
        replace={'F.col("dep_delay") < 15': 'F.col("dep_delay") <= 15'},
    ),
    mistake(
        "merge_rewrites_other_days",
        "One MERGE that also deletes what silver no longer has, on the chosen days; but to find that out, MERGE rewrites the files of every day.",
        killed_by=RefreshGold.other_days_untouched,
        whole="""
from delta.tables import DeltaTable
from pyspark.sql import functions as F


def refresh_gold(spark, silver_table, gold_table, days):
    chosen = list(days)
    flights = spark.table(silver_table).filter(F.col("flight_date").isin(chosen))
    figures = flights.groupBy("flight_date", "origin").agg(
        F.count("*").alias("flights"),
        F.count("dep_delay").alias("departed"),
        F.count_if(F.col("dep_delay") < 15).alias("on_time"),
    )
    figures = figures.withColumn("on_time_rate", F.try_divide("on_time", "departed"))
    if not spark.catalog.tableExists(gold_table):
        figures.write.format("delta").partitionBy("flight_date").saveAsTable(gold_table)
        return
    same = (F.col("g.flight_date") == F.col("f.flight_date")) & (F.col("g.origin") == F.col("f.origin"))
    merge = DeltaTable.forName(spark, gold_table).alias("g").merge(figures.alias("f"), same)
    merge = merge.whenMatchedUpdateAll().whenNotMatchedInsertAll()
    merge.whenNotMatchedBySourceDelete(F.col("g.flight_date").isin(chosen)).execute()
""",
    ),
    mistake(
        "merges_by_key",
        "A MERGE updates and inserts; rows that silver no longer has stay in gold.",
        killed_by=RefreshGold.emptied,
        replace={
            "figures.writeTo(gold_table).overwrite(chosen)": """gold = DeltaTable.forName(spark, gold_table).alias("g")
        same = "g.flight_date = f.flight_date AND g.origin = f.origin"
        merge = gold.merge(figures.alias("f"), same).whenMatchedUpdateAll()
        merge.whenNotMatchedInsertAll().execute()"""
        },
    ),
    mistake(
        "no_condition_without_days",
        "Without days there is no condition, and an overwrite without a condition replaces the whole table.",
        killed_by=RefreshGold.no_days,
        replace={
            "    if not days:\n        return\n": "",
            "figures.writeTo(gold_table).overwrite(chosen)": """write = figures.write.format("delta").mode("overwrite")
        if days:
            names = ", ".join(f"DATE'{day}'" for day in days)
            write = write.option("replaceWhere", f"flight_date IN ({names})")
        write.saveAsTable(gold_table)""",
        },
    ),
    mistake(
        "not_partitioned",
        "Without partitions one file holds many days, and replacing one day rewrites the others.",
        killed_by=RefreshGold.other_days_untouched,
        replace={'.partitionedBy("flight_date")': ""},
    ),
    mistake(
        "on_time_by_negation",
        "On time is what is not late: a cancelled flight, whose delay is NULL, is not late either.",
        killed_by=RefreshGold.figures,
        also=(RefreshGold.replaced,),
        replace={
            'F.count_if(F.col("dep_delay") < 15)': '(F.count("*") - F.count_if(F.col("dep_delay") >= 15))'
        },
    ),
    mistake(
        "one_commit_per_day",
        "Day by day: a reader in between sees some days new and others old.",
        killed_by=RefreshGold.one_commit,
        replace={
            "figures.writeTo(gold_table).overwrite(chosen)": """for day in days:
            same_day = F.col("flight_date") == F.lit(day)
            figures.filter(same_day).writeTo(gold_table).overwrite(same_day)"""
        },
    ),
    mistake(
        "overwrites_all_of_gold",
        "The chosen days replace the whole table.",
        killed_by=RefreshGold.other_days_untouched,
        also=(RefreshGold.no_days,),
        replace={
            "figures.writeTo(gold_table).overwrite(chosen)": "figures.writeTo(gold_table).overwrite(F.lit(True))"
        },
    ),
    mistake(
        "range_of_days",
        "From the first day to the last: the days in between are rewritten unasked.",
        killed_by=RefreshGold.other_days_untouched,
        also=(RefreshGold.no_days,),
        replace={
            'F.col("flight_date").isin(list(days))': 'F.col("flight_date").between(min(days), max(days))'
        },
    ),
    mistake(
        "recomputes_everything",
        "Every day is worked out anew, and every file written anew, whatever days were asked for.",
        killed_by=RefreshGold.other_days_untouched,
        also=(RefreshGold.no_days,),
        replace={
            "        .filter(chosen)\n": "",
            "figures.writeTo(gold_table).overwrite(chosen)": "figures.writeTo(gold_table).overwrite(F.lit(True))",
        },
    ),
    mistake(
        "skips_days_that_are_there",
        "A day that gold has already is left alone: a replay changes nothing, nor does a correction.",
        killed_by=RefreshGold.replaced,
        replace={
            "figures.writeTo(gold_table).overwrite(chosen)": """known = spark.table(gold_table).select("flight_date")
        figures.join(known, "flight_date", "left_anti").writeTo(gold_table).append()"""
        },
    ),
    mistake(
        "zero_for_no_departures",
        "A day on which nothing departed gets the share 0: a day of snow becomes the worst day of the year.",
        killed_by=RefreshGold.figures,
        also=(RefreshGold.replaced,),
        replace={
            'F.try_divide("on_time", "departed")': 'F.coalesce(F.try_divide("on_time", "departed"), F.lit(0.0))'
        },
    ),
]
