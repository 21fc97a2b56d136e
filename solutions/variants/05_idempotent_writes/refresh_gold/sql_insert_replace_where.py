"""SQL from end to end: the table declared first, then INSERT INTO … REPLACE WHERE."""


def refresh_gold(spark, silver_table, gold_table, days):
    spark.sql(
        f"""CREATE TABLE IF NOT EXISTS {gold_table} (flight_date DATE, origin STRING, flights BIGINT,
        departed BIGINT, on_time BIGINT, on_time_rate DOUBLE) USING delta PARTITIONED BY (flight_date)"""
    )
    chosen = " OR ".join(f"flight_date = DATE'{day.isoformat()}'" for day in days) or "false"
    spark.sql(
        f"""INSERT INTO {gold_table} REPLACE WHERE {chosen}
        SELECT flight_date, origin, count(*) AS flights, count(dep_delay) AS departed,
               count_if(dep_delay < 15) AS on_time,
               count_if(dep_delay < 15) / nullif(count(dep_delay), 0) AS on_time_rate
        FROM {silver_table} WHERE {chosen} GROUP BY flight_date, origin"""
    )
