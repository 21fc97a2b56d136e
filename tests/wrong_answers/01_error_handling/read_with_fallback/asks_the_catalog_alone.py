"""tableExists decides alone: a catalog that does not exist is fine with it only by luck, a path fails in it."""

KILLED_BY = 2
REPLACE = {
    "    except TableNotFoundError as error:\n        if lesson.spark.catalog.tableExists(primary_table):": "    except (TableNotFoundError, AnalysisException) as error:\n        if '.' not in primary_table and lesson.spark.catalog.tableExists(primary_table):"
}
