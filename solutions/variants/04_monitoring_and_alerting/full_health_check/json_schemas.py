"""Schemas compared in their JSON form, fields by hand; one aggregate with count_if instead of a groupBy."""

from collections import Counter
from statistics import median as middle_of


def judge_volume(count, min_rows, baseline=None):
    n = 0 if baseline is None else len(baseline)
    answer = ("passed", "enough")
    if not count:
        answer = ("failed", "empty")
    elif count < min_rows:
        answer = ("failed", "few")
    elif baseline is not None and n < 4:
        answer = ("passed", "no_baseline")
    elif n:
        m = middle_of(baseline)
        mad = middle_of([abs(m - b) for b in baseline])
        if m - count > 7.413 * mad:
            answer = ("failed", "partial") if count * 10 < m * 6 else ("warning", "low")
    return *answer, {"rows": count, "days": n}


def walk(now, then, path, out):
    if isinstance(now, dict) and isinstance(then, dict) and now["type"] == then["type"]:
        if now["type"] == "struct":
            new, old = ({f["name"]: f for f in s["fields"]} for s in (now, then))
            out["missing"] += [f"{path}{k}" for k in old if k not in new]
            out["added"] += [f"{path}{k}" for k in new if k not in old]
            pairs = [(k, new[k]["type"], old[k]["type"], new[k]["nullable"], old[k]["nullable"]) for k in old if k in new]
        elif now["type"] == "array":
            pairs = [("element", now["elementType"], then["elementType"], now["containsNull"], then["containsNull"])]
        else:
            pairs = [("key", now["keyType"], then["keyType"], False, False),
                     ("value", now["valueType"], then["valueType"], now["valueContainsNull"], then["valueContainsNull"])]
        for name, a, b, may, might in pairs:
            if may > might:
                out["changed"].append(f"{path}{name} nullable")
            walk(a, b, f"{path}{name}.", out)
    elif now != then:
        out["changed"].append(path.rstrip("."))
    return out


class FullHealthCheck(PipelineHealthCheck):
    def check_row_count(self, table, min_rows, *, day=None, column="flight_date", history=None):
        def look():
            df = lesson.spark.table(table)
            if day is None:
                return judge_volume(df.agg(F.count(F.lit(1))).first()[0], min_rows)
            weeks = [day - timedelta(days=7 * w) for w in range(9)]
            row = df.agg(*[F.count_if(F.col(column) == F.lit(d)) for d in weeks]).first()
            counts = Counter({d: n for d, n in zip(weeks, row) if n})
            known = counts if history is None else history
            return judge_volume(counts[day], min_rows, [known[d] for d in weeks[1:] if d in known])

        return self.run("row_count", table, look, min_rows)

    def check_schema(self, table, expected):
        def look():
            wanted = StructType.fromDDL(expected) if isinstance(expected, str) else expected
            found = walk(lesson.spark.table(table).schema.jsonValue(), wanted.jsonValue(), "",
                         {"missing": [], "changed": [], "added": []})
            if found["missing"] + found["changed"]:
                return "failed", "breaking", found
            return ("warning", "additive", found) if found["added"] else ("passed", "same", found)

        return self.run("schema", table, look)

    def check_last_run(self, pipeline, max_age_hours, *, table="ops.pipeline_runs"):
        def look():
            ended = lesson.spark.table(table).filter("status = 'succeeded' AND finished_at IS NOT NULL")
            last = ended.filter(F.col("pipeline") == pipeline).orderBy(F.desc("finished_at")).limit(1)
            rows = last.select(F.col("finished_at").cast("double")).collect()
            if not rows:
                return "failed", "never", {"age_hours": None}
            age = (self.now().timestamp() - rows[0][0]) / 3600
            fine = age <= max_age_hours
            return "passed" if fine else "failed", "recent" if fine else "overdue", {"age_hours": age}

        return self.run("last_run", table, look)
