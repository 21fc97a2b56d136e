"""INSERT where no mark was found, UPDATE otherwise: two first runs both insert."""

KILLED_BY = 7
REPLACE = {
    "done = self.spark.sql(SET_MARK.format(table=self.table), args=names | marks).first()": """text = {"kind": new[0], "value": new[1]}
            change = f"UPDATE {self.table} SET kind = :kind, value = :value WHERE pipeline = :pipeline AND key = :key"
            if stored is None:
                change = f"INSERT INTO {self.table} VALUES (:pipeline, :key, :kind, :value)"
            self.spark.sql(change, args=names | text)
            done = {"num_affected_rows": 1}""",
}
