"""Hadoop's default properties, cut to those that a session on one machine can need.

Spark sends Hadoop's whole configuration along with every stage, and Hadoop packs the origin of each of its
1,100 properties by a compressor of its own: 8 ms, many times in one Delta commit. Half of them are YARN's, a
fifth MapReduce's, most of the rest speak of remote file systems and daemons. Hadoop takes the first file of a
name on the class path, and that is ours; what it does not list has the default that stands in Hadoop's code.
"""

import io
import zipfile
from xml.etree import ElementTree

from autograder import paths
from autograder.files import write_atomically
from autograder.spark import settings

CORE = "core-default.xml"
EMPTY = ("mapred-default.xml", "yarn-default.xml")
KEPT = (
    "file.",
    "fs.AbstractFileSystem.file.",
    "fs.automatic.close",
    "fs.creation.parallel.count",
    "fs.defaultFS",
    "fs.df.",
    "fs.du.",
    "fs.file.",
    "fs.getspaceused.",
    "hadoop.security.authentication",
    "hadoop.security.authorization",
    "hadoop.tmp.dir",
    "io.serializations",
)


def write_hadoop_defaults() -> None:
    """Write the JAR that comes first on the class path; one that is up to date stays untouched.

    Raises:
        FileNotFoundError: the installed Spark brings no Hadoop.
    """
    core = ElementTree.Element("configuration")
    for name, value in kept().items():
        entry = ElementTree.SubElement(core, "property")
        ElementTree.SubElement(entry, "name").text = name
        ElementTree.SubElement(entry, "value").text = value
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as jar:
        jar.writestr(zipfile.ZipInfo(CORE), ElementTree.tostring(core))  # a ZipInfo has no time of its own
        for file in EMPTY:
            jar.writestr(zipfile.ZipInfo(file), b"<configuration/>")
    target = paths.HADOOP_DEFAULTS
    if not target.exists() or target.read_bytes() != made.getvalue():
        write_atomically(target, made.getvalue())


def kept() -> dict[str, str]:
    """The properties that stay, name → value, from the installed Spark's Hadoop."""
    found = ((entry.findtext("name", ""), entry.findtext("value", "")) for entry in _core().iter("property"))
    return {name: value for name, value in found if value and name.startswith(KEPT)}


def _core() -> ElementTree.Element:
    for path in sorted((settings.spark_home() / "jars").glob("hadoop-client-api-*.jar")):
        with zipfile.ZipFile(path) as jar:
            return ElementTree.fromstring(jar.read(CORE))
    raise FileNotFoundError(f"{settings.spark_home()} has no hadoop-client-api JAR")
