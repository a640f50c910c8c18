"""Elasticsearch, put together from its own jars; its distribution is no package.

The node, its HTTP answers and Lucene are the real ones. What its modules bring is
missing, since they are published nowhere: ``_delete_by_query``, ``_update_by_query``
and ``_reindex``, painless, security, ``index.codec: best_compression``, and most
filters. ``jars/SupportPlugin.java`` brings the language analysers (of their settings
only ``stopwords`` is read), the filters and the tokenizers that we use; OpenSearch
has all of them.
"""

import os
import shutil
from pathlib import Path

from .java import JARS, assemble, compile_java, fetch
from .nodes import Node

SOURCES = [JARS / name for name in ("EsServer.java", "SupportPlugin.java")]
POM = JARS / "elasticsearch.xml"

DESCRIPTOR = """\
name={name}
description={name}
version={version}
elasticsearch.version={version}
java.version=21
classname={class_name}
"""


def make_module(modules: Path, name: str, version: str, class_name: str) -> Path:
    """A plug-in that is always there, in the form in which the node looks for it."""
    module = modules / name
    module.mkdir(parents=True)
    (module / "plugin-descriptor.properties").write_text(
        DESCRIPTOR.format(name=name, version=version, class_name=class_name)
    )
    return module


def make(folder: Path) -> None:
    fetch(POM, folder)
    for source in SOURCES:
        compile_java(folder, source)
    (marker,) = folder.glob("lib/elasticsearch-core-*.jar")
    version = marker.stem.removeprefix("elasticsearch-core-")

    modules = folder / "home/modules"
    netty = make_module(
        *(modules, "transport-netty4", version),
        "org.elasticsearch.transport.netty4.Netty4Plugin",
    )
    for pattern in ("netty-*", "transport-netty4-*", "elasticsearch-ssl-config-*"):
        for jar in folder.glob(f"lib/{pattern}.jar"):
            jar.rename(netty / jar.name)
    support = make_module(
        *(modules, "local-support", version), "local.search.SupportPlugin"
    )
    archive = shutil.make_archive(
        str(folder / "support"), "zip", folder / "SupportPlugin"
    )
    shutil.move(archive, support / "support.jar")
    (folder / "home/config").mkdir()


class Elasticsearch(Node):
    name = "elasticsearch"

    def assemble(self) -> Path:
        return assemble(self.name, make, [POM, *SOURCES, Path(__file__)])

    def command(self, home: Path, data: Path) -> list[str | Path]:
        return [
            *("-Dlog4j2.disable.jmx=true", "-cp"),
            os.pathsep.join([f"{home}/lib/*", f"{home}/EsServer"]),
            *("EsServer", home / "home"),
            *self.settings(),
            *(f"path.data={data}/data", f"path.logs={data}/logs", "logger.level=WARN"),
        ]
