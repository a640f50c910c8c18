"""Elasticsearch, put together from its own jars; its distribution is no package.

The node, its HTTP answers and Lucene are the real ones. What its modules bring is
missing, since they are published nowhere: ``_delete_by_query``, ``_update_by_query``
and ``_reindex``, painless, security, ``index.codec: best_compression``, and most
filters. ``jars/SupportPlugin.java`` brings the language analysers (of their settings
only ``stopwords`` is read), the filters and the tokenizers that we use.
"""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.request import urlopen

from .java import BUILD, JARS, assemble, compile_java, fetch, java
from .postgres import free_port

NAME = "elasticsearch"
SOURCES = [JARS / name for name in ("EsServer.java", "SupportPlugin.java")]
POM = JARS / "elasticsearch.xml"

# Seconds that a server may take on a busy machine before it answers.
PATIENCE = 120

JAVA_OPTIONS = (
    *("-Xms128m", "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
    # What this Java knows of languages, then what the jars add.
    "-Djava.locale.providers=CLDR,SPI",
    *("--enable-native-access=ALL-UNNAMED", "-Djava.awt.headless=true"),
)

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


class Elasticsearch:
    """A node with fresh data, on a free port of its own; to be frozen and killed.

    Start it in the main thread: on Linux the server ends with the thread that
    started it, so that none outlives a run that was killed.
    """

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen | None = None

    def command(self) -> list[str | Path]:
        return [
            *(java(), *JAVA_OPTIONS),
            *("-Dlog4j2.disable.jmx=true", "-cp"),
            os.pathsep.join([f"{self.home}/lib/*", f"{self.home}/EsServer"]),
            *("EsServer", self.home / "home"),
            *self.settings(),
        ]

    def settings(self) -> list[str]:
        return [
            "cluster.name=tests",
            "node.name=node-1",
            "discovery.type=single-node",
            "http.host=127.0.0.1",
            f"http.port={self.port}",
            "transport.host=127.0.0.1",
            "transport.port=0",
            # A nearly full disk is no reason to refuse a test's documents.
            "cluster.routing.allocation.disk.threshold_enabled=false",
            f"path.data={self.data}/data",
            f"path.logs={self.data}/logs",
            "logger.level=WARN",
        ]

    @contextmanager
    def running(self) -> Iterator["Elasticsearch"]:
        """Yields once the server answers."""
        with self.started():
            self.wait_until_ready()
            yield self

    @contextmanager
    def started(self) -> Iterator["Elasticsearch"]:
        self.home = assemble(NAME, make, [POM, *SOURCES, Path(__file__)])
        self.data = Path(tempfile.mkdtemp(prefix="run-", dir=self.home))
        self.log = self.data / "log"
        try:
            self.start()
            yield self
        finally:
            self.kill()
            # The log of the last server that ended stays.
            self.log.replace(BUILD / f"{NAME}.log")
            shutil.rmtree(self.data, ignore_errors=True)

    def start(self) -> None:
        with_parent = ["setpriv", "--pdeathsig", "SIGKILL"]
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                [
                    *(with_parent if shutil.which("setpriv") else []),
                    *self.command(),
                ],
                cwd=self.data,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                # Ctrl-C is for the run, which then ends its servers.
                start_new_session=True,
            )

    def wait_until_ready(self) -> None:
        address = f"{self.url}/_cluster/health?wait_for_status=yellow&timeout=1s"
        for _attempt in range(PATIENCE * 10):
            with suppress(OSError), urlopen(address, timeout=5):
                return
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(timeout=0.1)
                raise RuntimeError(f"{NAME} ended by itself:\n{self.tail()}")
        raise RuntimeError(f"{NAME} did not answer:\n{self.tail()}")

    def tail(self) -> str:
        return self.log.read_text(errors="replace")[-4000:]

    def freeze(self) -> None:
        """It keeps its port and its connections, and answers nothing."""
        self.process.send_signal(signal.SIGSTOP)
        # A busy machine takes a moment to stop all of its threads.
        tasks = Path(f"/proc/{self.process.pid}/task")
        while any(
            stat.read_text().rpartition(")")[2].split()[0] != "T"
            for stat in tasks.glob("*/stat")
        ):
            time.sleep(0.01)

    def thaw(self) -> None:
        self.process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def restart(self) -> None:
        """Kills it and starts it on the same port, with the data it had."""
        self.kill()
        self.start()
        self.wait_until_ready()
