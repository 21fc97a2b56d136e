"""Takes care with the primary alone: on Spark Connect a missing fallback is found out by whoever uses the frame."""

KILLED_BY = 4
REPLACE = {
    """        df = from_table(read_table_safely(fallback_table), fallback_table)
    except TableNotFoundError as second:""": """        df = from_table(lesson.spark.table(fallback_table), fallback_table)
    except AnalysisException as second:
        if second.getCondition() != "TABLE_OR_VIEW_NOT_FOUND":
            raise"""
}
