"""The helper of the incident, made loud: still it falls back on everything."""

KILLED_BY = 2
REPLACE = {
    "    except TableNotFoundError as error:\n        if lesson.spark.catalog.tableExists(primary_table):\n            raise  # a view that is there; it is the table behind it that is missing\n": "    except Exception as error:\n"
}
