"""Says that neither table is there, whatever is wrong with the fallback."""

KILLED_BY = 4
REPLACE = {"    except TableNotFoundError as second:": "    except Exception as second:"}
