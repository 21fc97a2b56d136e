"""numpy for the volume, two flat dicts of paths for the schemas, parameters in SQL for the runs."""

import numpy as np


def judge_volume(count, min_rows, baseline=None):
    days = np.array([] if baseline is None else baseline, dtype=float)
    seen = {"rows": count, "days": len(days)}
    if count < max(min_rows, 1):
        return "failed", "few" if count else "empty", seen
    if baseline is None or len(days) < 4:
        return "passed", "enough" if baseline is None else "no_baseline", seen
    center = np.median(days)
    mad = np.median(np.abs(days - center))
    z = (count - center) / (1.4826 * mad) if mad else np.sign(count - center) * np.inf if count != center else 0
    seen["z"] = str(z)
    if z >= -5:
        return "passed", "enough", seen
    return ("failed", "partial", seen) if count / center < 0.6 else ("warning", "low", seen)


def flat(kind, path=""):
    """path -> (what kind of thing, may it be NULL)"""
    found = {}

    def add(name, inner, nullable):
        where = f"{path}.{name}" if path else name
        found[where] = (type(inner).__name__ if hasattr(inner, "jsonValue") and isinstance(inner.jsonValue(), dict)
                        else inner.simpleString(), nullable)
        found.update(flat(inner, where))

    if isinstance(kind, StructType):
        for f in kind:
            add(f.name, f.dataType, f.nullable)
    elif isinstance(kind, ArrayType):
        add("element", kind.elementType, kind.containsNull)
    elif isinstance(kind, MapType):
        add("key", kind.keyType, False)
        add("value", kind.valueType, kind.valueContainsNull)
    return found


class FullHealthCheck(PipelineHealthCheck):
    def check_row_count(self, table, min_rows, *, day=None, column="flight_date", history=None):
        def look():
            df = lesson.spark.table(table)
            if day is None:
                return judge_volume(df.count(), min_rows)
            same = [day - timedelta(weeks=w) for w in range(1, 9)]
            if history is None:
                grouped = df.filter(F.col(column).isin(same)).groupBy(column).count().toPandas()
                past = dict(zip(grouped[column], grouped["count"]))
            else:
                past = history
            return judge_volume(df.filter(F.col(column) == day).count(), min_rows, [past[d] for d in same if d in past])

        return self.run("rows", table, look)

    def check_schema(self, table, expected):
        def look():
            then = flat(expected if not isinstance(expected, str) else StructType.fromDDL(expected))
            now = flat(lesson.spark.table(table).schema)
            changed = [p for p in then if p in now and
                       (now[p][0] != then[p][0] or (now[p][1] and not then[p][1]))]
            inside = lambda p: any(p.startswith(c + ".") for c in changed)
            missing = [p for p in then if p not in now and not inside(p)]
            added = [p for p in now if p not in then and not inside(p)]
            seen = dict(missing=missing, changed=changed, added=added)
            if missing or changed:
                return "failed", "breaking", seen
            return ("warning", "additive", seen) if added else ("passed", "same", seen)

        return self.run("schema", table, look)

    def check_last_run(self, pipeline, max_age_hours, *, table="ops.pipeline_runs"):
        query = """SELECT max(unix_micros(finished_at)) / 3.6e9 AS hours FROM {runs}
                   WHERE pipeline = :name AND status = 'succeeded'"""

        def look():
            row = lesson.spark.sql(query, {"name": pipeline}, runs=lesson.spark.table(table)).first()
            if row.hours is None:
                return "failed", "never", {"age_hours": None}
            age = self.now().timestamp() / 3600 - row.hours
            return ("failed", "overdue", {"age_hours": age}) if age > max_age_hours else ("passed", "recent", {"age_hours": age})

        return self.run("last run", table, look)
