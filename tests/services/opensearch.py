"""OpenSearch with all modules of its distribution, and its plug-ins for Japanese
and Chinese.
"""

import os
from pathlib import Path

from .java import JARS, assemble, compile_java, fetch
from .nodes import Node

SOURCE = JARS / "OpenSearchServer.java"
POM = JARS / "opensearch.xml"

PLUGINS = [
    "org.opensearch.plugin.analysis.kuromoji.AnalysisKuromojiPlugin",
    "org.opensearch.plugin.analysis.smartcn.AnalysisSmartChinesePlugin",
]


def make(folder: Path) -> None:
    fetch(POM, folder)
    compile_java(folder, SOURCE)


class OpenSearch(Node):
    name = "opensearch"

    def assemble(self) -> Path:
        return assemble(self.name, make, [POM, SOURCE])

    def command(self, home: Path, data: Path) -> list[str | Path]:
        return [
            *("-cp", os.pathsep.join([f"{home}/lib/*", f"{home}/OpenSearchServer"])),
            *("OpenSearchServer", data, ",".join(PLUGINS)),
            *self.settings(),
        ]
