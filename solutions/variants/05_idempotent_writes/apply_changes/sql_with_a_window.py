"""One SQL MERGE from ranked events; the tombstone keeps nothing but key and stamp."""


def apply_changes(df, table_name, key_columns, order_by="updated_at", delete_column="is_deleted"):
    spark = df.sparkSession
    columns = ", ".join(f"{f.name} {f.dataType.simpleString()}" for f in df.schema.fields)
    spark.sql(f"CREATE TABLE IF NOT EXISTS {table_name} ({columns}) USING delta")
    keys = ", ".join(key_columns)
    same = " AND ".join(f"t.{key} = s.{key}" for key in key_columns)
    payload = [c for c in df.columns if c not in (*key_columns, order_by, delete_column)]
    kept = "".join(f", CASE WHEN dead THEN NULL ELSE {c} END AS {c}" for c in payload)
    spark.sql(
        f"""WITH events AS (SELECT *, coalesce({delete_column}, false) AS dead FROM {{batch}}),
        ranked AS (SELECT *, row_number() OVER (PARTITION BY {keys} ORDER BY {order_by} DESC, dead DESC) AS n
                   FROM events)
        MERGE INTO {table_name} t
        USING (SELECT {keys}, {order_by}, dead AS {delete_column}{kept} FROM ranked WHERE n = 1) s
        ON {same}
        WHEN MATCHED AND (s.{order_by} > t.{order_by}
                          OR s.{order_by} = t.{order_by} AND s.{delete_column} AND NOT t.{delete_column})
        THEN UPDATE SET * WHEN NOT MATCHED THEN INSERT *""",
        batch=df,
    )
