"""Every day is worked out anew, and every file written anew, whatever days were asked for."""

KILLED_BY = 2
ALSO = (6,)
REPLACE = {
    "        .filter(chosen)\n": "",
    "figures.writeTo(gold_table).overwrite(chosen)": "figures.writeTo(gold_table).overwrite(F.lit(True))",
}
