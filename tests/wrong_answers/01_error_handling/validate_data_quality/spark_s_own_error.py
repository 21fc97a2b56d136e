"""A rule on a column that is not there: Spark's AnalysisException, which does not say which rule."""

KILLED_BY = 6
REPLACE = {"        require_columns(df, name, rule)": "        pass"}
