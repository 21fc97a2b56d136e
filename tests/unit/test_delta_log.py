"""The witness reads a Delta log only as Delta writes it, and real tables to their last row."""

import json
import shutil

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from autograder.grading.box import witness
from autograder.grading.box.delta_log import Hostile, is_plain
from autograder.grading.box.witness import refuse_hostile
from autograder.worlds import lake

FIELD = {"name": "id", "type": "long", "nullable": True, "metadata": {}}
BEGIN = [
    {"protocol": {"minReaderVersion": 1, "minWriterVersion": 2}},
    {
        "metaData": {
            "id": "t",
            "format": {"provider": "parquet", "options": {}},
            "schemaString": json.dumps({"type": "struct", "fields": [FIELD]}),
            "partitionColumns": [],
            "configuration": {},
            "createdTime": 1,
        }
    },
]


def add(name, **more):
    file = {"path": name, "partitionValues": {}, "size": 1, "modificationTime": 1, "dataChange": True}
    return {"add": {**file, **more}}


def write(log, version, *actions):
    log.mkdir(parents=True, exist_ok=True)
    lines = [one if isinstance(one, str) else json.dumps(one) for one in actions]
    (log / f"{version:020}.json").write_text("\n".join(lines), "utf-8")


@pytest.fixture
def table(tmp_path):
    """A table of two versions; the second one has a file with the rows 1 and 2."""
    folder = tmp_path / "tables" / "t"
    write(folder / "_delta_log", 0, *BEGIN)
    pq.write_table(pa.table({"id": pa.array([1, 2], pa.int64())}), folder / "a.parquet")
    write(folder / "_delta_log", 1, add("a.parquet", size=(folder / "a.parquet").stat().st_size))
    return folder


def test_an_honest_table_is_read(table, tmp_path):
    refuse_hostile(tmp_path)
    assert lake.rows(table) == [{"id": 1}, {"id": 2}]


HOSTILE = [
    "/etc/passwd",
    "../x",
    "a/../../x",
    "%2e%2e/x",
    "%252e%252e/x",
    "file:///etc",
    "s3://b/x",
    "\\\\host\\x",
]
PLAIN = ["part-0.parquet", "origin=JFK/part-0.parquet", "at=2013-01-01 00%3A00/part.parquet", "a..b/c"]


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("action", ["add", "remove", "cdc"])
def test_a_log_that_points_elsewhere_is_refused(table, tmp_path, name, action):
    """delta-rs would follow it out of the table's folder."""
    write(table / "_delta_log", 2, {action: {"path": name}})
    with pytest.raises(Hostile, match="points elsewhere"):
        refuse_hostile(tmp_path)


@pytest.mark.parametrize("name", PLAIN)
def test_partitions_and_encoded_values_are_plain(name):
    assert is_plain(name)


VECTOR = {"storageType": "u", "pathOrInlineDv": "ab" + "/..:c" * 4}
LINES = {
    "an action of another case": {"Add": {"path": "a.parquet"}},
    "an action that Delta does not know": {"append": {"path": "a.parquet"}},
    "two actions in a line": {**add("a.parquet"), "remove": {"path": "b.parquet"}},
    "a list": [add("a.parquet")],
    "a field of another case": {"add": {"Path": "../x", "path": "a.parquet"}},
    "a path that is no text": {"add": {"path": ["../x"]}},
    "no path": {"add": {}},
    "an action that is no object": {"add": "a.parquet"},
    "a field that is there twice": '{"add": {"path": "p", "path": "q"}}',
    "a line end that is none for Delta": f"{json.dumps(add('a'))}\u2028{json.dumps(add('b'))}",
    "an absolute vector": add("p", deletionVector={**VECTOR, "storageType": "p"}),
    "a vector elsewhere": add("p", deletionVector={**VECTOR, "pathOrInlineDv": "../" + "x" * 20}),
    "a vector of another case": add("p", deletionVector={**VECTOR, "StorageType": "p"}),
    "a sidecar in a commit": {"sidecar": {"path": "x"}},
    "nested too deeply": '{"txn":' * 100_000,
}


@pytest.mark.parametrize("line", LINES.values(), ids=LINES)
def test_a_line_that_delta_does_not_write_is_refused(table, tmp_path, line):
    """Whoever wrote it hopes that two readers see two tables."""
    write(table / "_delta_log", 2, line)
    with pytest.raises(Hostile):
        refuse_hostile(tmp_path)


NAMES = {
    "a suffix of another case": f"{2:020}.JSON",
    "too few digits": f"{2:019}.json",
    "too many digits": f"{2:021}.json",
    "digits of another script": "٢" * 20 + ".json",
    "a gap": f"{3:020}.json",
    "a huge version": "9" * 20 + ".json",
    "a checkpoint of another form": f"{1:020}.checkpoint.x.parquet",
    "a name that means nothing": "notes.txt",
}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_a_file_that_delta_does_not_write_is_refused(table, tmp_path, name):
    (table / "_delta_log" / name).write_text(json.dumps(add("a.parquet")))
    with pytest.raises(Hostile):
        refuse_hostile(tmp_path)


def test_a_log_without_its_beginning_is_refused(table, tmp_path):
    """Nothing that an exercise leaves is old enough for Delta to have cleaned it up."""
    (table / "_delta_log" / f"{0:020}.json").unlink()
    with pytest.raises(Hostile, match="no version 0"):
        refuse_hostile(tmp_path)


def test_what_a_checkpoint_says_counts_for_nothing(table, tmp_path):
    """A forged one, of either kind, and a hint that leads to it: the rows are those of the commits."""
    log = table / "_delta_log"
    (log / "_sidecars").mkdir()
    (log / f"{1:020}.checkpoint.parquet").write_bytes(b"no parquet")
    top = {"sidecar": {"path": "../../../secret.parquet", "sizeInBytes": 1, "modificationTime": 1}}
    name = f"{1:020}.checkpoint.12345678-1234-1234-1234-123456789abc.json"
    (log / name).write_text(json.dumps(top))
    (log / "_last_checkpoint").write_text('{"version": 1, "size": 1}')
    (log / f"{0:020}.{1:020}.compacted.json").write_text(json.dumps(add("../x")))
    refuse_hostile(tmp_path)
    assert lake.rows(table) == [{"id": 1}, {"id": 2}]


def test_a_link_anywhere_is_refused(table, tmp_path):
    (table / "more").symlink_to("/etc")
    with pytest.raises(Hostile, match="no regular file"):
        refuse_hostile(tmp_path)


def test_a_few_kilobytes_of_gigabytes_end_their_look_only(table, tmp_path, monkeypatch):
    """A dictionary of one long text, and millions of rows that are it: refused, within the look's memory."""
    monkeypatch.setattr(witness, "_look", lambda task, root: {"seen": len(lake.rows(root))})
    monkeypatch.setattr(witness, "MOST_MEMORY", 2**29)
    texts = pa.DictionaryArray.from_arrays(pa.array([0] * 100_000, pa.int32()), pa.array(["x" * 100_000]))
    pq.write_table(pa.table({"id": texts}), table / "a.parquet", compression="zstd")
    text = json.dumps(BEGIN[1]).replace('\\"long\\"', '\\"string\\"')
    write(table / "_delta_log", 0, BEGIN[0], text)
    write(table / "_delta_log", 1, add("a.parquet", size=(table / "a.parquet").stat().st_size))
    assert (table / "a.parquet").stat().st_size < 10_000
    seen = witness._apart({"root": str(table), "seconds": 60})
    assert "seen" not in seen and "refused" in seen


def test_an_answer_of_a_look_is_no_larger_than_evidence(tmp_path, monkeypatch):
    monkeypatch.setattr(witness, "_look", lambda task, root: {"seen": "x" * witness.MOST_BYTES})
    assert witness._apart({"root": str(tmp_path), "seconds": 60}) == witness.TOO_LARGE


PROPERTIES = {
    "checkpoints": "",
    "checkpoints with sidecars": "TBLPROPERTIES (delta.checkpointPolicy = 'v2')",
}


@pytest.mark.spark
def test_tables_of_deltas_own_are_read_to_the_last_row(tmp_path):
    """With deletion vectors, and more commits than Delta leaves without a checkpoint."""
    from autograder import lesson

    for number, properties in enumerate(PROPERTIES.values()):
        table = tmp_path / "tables" / str(number)
        lesson.spark.sql(f"CREATE TABLE delta.`{table}` (id BIGINT, part STRING) USING delta {properties}")
        rows = ", ".join(f"({row}, 'a b=/{row % 2}')" for row in range(8))
        lesson.spark.sql(f"INSERT INTO delta.`{table}` VALUES {rows}")
        for row in (0, 1):
            lesson.spark.sql(f"DELETE FROM delta.`{table}` WHERE id = {row}")
        for row in range(8, 16):
            lesson.spark.sql(f"INSERT INTO delta.`{table}` VALUES ({row}, 'more')")
        assert list((table / "_delta_log").glob("*.checkpoint.*")), "Delta left no checkpoint"
        copy = shutil.copytree(table, tmp_path / "copies" / str(number))
        refuse_hostile(copy)
        by_id = sorted(lake.rows(copy), key=lambda row: row["id"])
        assert [row["id"] for row in by_id] == [*range(2, 16)]
        assert lake.commits(copy) == lake.commits(table)
