"""What a notebook leaves behind in its box: a changed JVM, and tables that hurt their reader."""

START = "from autograder import lesson\nspark = lesson.spark\njvm = spark._jvm\n"

POISONS = {
    "time zone": START
    + "jvm.java.util.TimeZone.setDefault(jvm.java.util.TimeZone.getTimeZone('Asia/Tokyo'))",
    "locale": START + "jvm.java.util.Locale.setDefault(jvm.java.util.Locale('tr', 'TR'))",
    "settings": START + "jvm.java.lang.System.setProperty('spark.sql.shuffle.partitions', '3999')\n"
    "jvm.java.lang.System.setProperty('spark.sql.ansi.enabled', 'false')",
    "functions": START + "registry = jvm.org.apache.spark.sql.catalyst.analysis.FunctionRegistry.builtin()\n"
    "name = lambda text: jvm.org.apache.spark.sql.catalyst.FunctionIdentifier(text)\n"
    "old = registry.lookupFunction(name('upper')).get()\n"
    "builder = registry.lookupFunctionBuilder(name('reverse')).get()\n"
    "registry.registerFunction(name('upper'), old, builder)\nprint('poisoned')",
    "temp folder": "import shutil\nshutil.rmtree('/scratch/tmp')\nshutil.rmtree('/scratch/home')",
}
LOOK = "from autograder import lesson\nspark = lesson.spark\ndef as_it_was(name, found, wanted):\n"
LOOK += "    print(name + ': ' + ('as it was' if found == wanted else f'is {found}'))\n"
LOOKS = {
    "time zone": LOOK + "as_it_was('time zone', spark._jvm.java.util.TimeZone.getDefault().getID(), 'UTC')",
    "locale": LOOK + "as_it_was('locale', spark.sql(\"SELECT upper('title')\").first()[0], 'TITLE')\n"
    "as_it_was('locale', spark._jvm.java.util.Locale.getDefault().getCountry() != 'TR', True)",
    "settings": LOOK
    + "as_it_was('settings', spark.conf.get('spark.sql.shuffle.partitions') == '3999', False)",
    "functions": LOOK + "as_it_was('functions', spark.sql(\"SELECT upper('abc')\").first()[0], 'ABC')",
    "temp folder": LOOK + "import os, tempfile\n"
    "as_it_was('temp folder', os.path.dirname(tempfile.mkdtemp()), '/scratch/tmp')",
}
STOPS_JVM = """
import os, signal
for name in filter(str.isdigit, os.listdir('/proc')):
    try:
        if 'java' in open(f'/proc/{name}/cmdline').read().split('\\0')[0]:
            os.kill(int(name), signal.SIGSTOP)
    except OSError:
        pass
"""

TABLE = """
import json, os, pyarrow as pa, pyarrow.parquet as pq
root = os.path.join(os.environ["AUTOGRADER_LAB"], NAME, "tables", "flights")
log = os.path.join(root, "_delta_log")
os.makedirs(log)
def commit(name, *actions):
    with open(os.path.join(log, name), "w") as out:
        out.write("\\n".join(json.dumps(action) for action in actions))
def begin(kind):
    field = {"name": "gained", "type": kind, "nullable": True, "metadata": {}}
    schema = json.dumps({"type": "struct", "fields": [field]})
    commit(f"{0:020}.json", {"protocol": {"minReaderVersion": 1, "minWriterVersion": 2}}, {"metaData": {
        "id": "t", "format": {"provider": "parquet", "options": {}}, "schemaString": schema,
        "partitionColumns": [], "configuration": {}, "createdTime": 1}})
def add(path, size=1):
    file = {"path": path, "partitionValues": {}, "size": size, "modificationTime": 1, "dataChange": True}
    return {"add": file}
def file(name, column):
    path = os.path.join(root, name)
    pq.write_table(pa.table({"gained": column}), path, compression="zstd")
    return add(name, os.path.getsize(path))
"""
SHOWS = """
from IPython.display import display
from autograder.checks.result import EVIDENCE_MIME
display({EVIDENCE_MIME: {"extra": {"evidence": {"dying": {"seen": {}}}}}, "text/plain": "5"}, raw=True)
"""
BOMBS = {
    "stream_upsert": """
begin("string")
texts = pa.DictionaryArray.from_arrays(pa.array([0] * 200_000, pa.int32()), pa.array(["x" * 100_000]))
commit(f"{1:020}.json", file("a.parquet", texts))
""",
    "append_once": """
begin("long")
commit(f"{1:020}.json", *(add(f"part-{n}.parquet") for n in range(100_000)))
""",
    "write_idempotent": """
begin("long")
commit(f"{1:020}.JSON", file("a.parquet", pa.array([1, 2], pa.int64())))
""",
    "refresh_gold": """
kind = "string"
for _ in range(300): kind = {"type": "array", "elementType": kind, "containsNull": True}
begin(kind)
""",
}
WHAT = {
    "write_idempotent": "a_log_of_another_case",
    "append_once": "a_hundred_thousand_files",
    "stream_upsert": "gigabytes_in_a_small_file",
    "refresh_gold": "a_schema_without_end",
}
FORGES = {name: f"NAME = {name!r}\n{TABLE}{bomb}{SHOWS}" for name, bomb in BOMBS.items()}
