"""compose.yaml: it can be read, closes what it can, and says what the units say."""

import json
import os
import re
import select
import shutil
import subprocess
import time

import pytest

from openheritage import keys
from tests.faults.units import Unit

from .containers import (
    ALONE,
    BIN,
    OURS,
    SEARCH,
    TRYING,
    Compose,
    environment,
    packages,
    said,
    stage,
)
from .test_walk import DOCUMENT, ROOT, SAMPLE, steps, variables

# It keeps its password in a folder of the image's.
WRITABLE = {"elasticsearch"}
# Variables that are no settings of the site: of programs, and of these files alone.
OF_PROGRAMS = {
    *("LANG", "PGHOST", "PGUSER", "PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED"),
    "OPENHERITAGE_ENV",
}
OF_CONTAINERS = {"SITE_LANGUAGES"}


@pytest.fixture(scope="module")
def compose(tmp_path_factory):
    return Compose(tmp_path_factory.mktemp("compose"))


@pytest.mark.parametrize("files", [ALONE, TRYING, SEARCH], ids=" ".join)
def test_compose_understands_its_files(compose, files):
    assert compose(files)["services"]


def test_compose_files_are_of_the_form_that_is_published(compose, tmp_path):
    path = tmp_path / "compose.json"
    # That one has marks which only Compose's own reader knows.
    path.write_text(json.dumps(compose(TRYING)))
    files = [path, ROOT / "compose.yaml", ROOT / SEARCH[0]]
    said(BIN / "check-jsonschema", "--builtin-schema", "vendor.compose-spec", *files)


# What stands up, in which order ---------------------------------------------------


def is_once(service: dict) -> bool:
    return service.get("restart") == "no"


@pytest.mark.parametrize("files", [ALONE, TRYING], ids=" ".join)
def test_whoever_waits_for_all_parts_waits_for_a_working_site(compose, files):
    """``up --wait`` takes a part that has ended for a failure, unless another part
    waits for just that."""
    services = compose(files)["services"]
    waited = {
        (name, asked["condition"])
        for service in services.values()
        for name, asked in service.get("depends_on", {}).items()
    }
    by_image = {"web": "site", "nginx": "edge"}
    for name, service in services.items():
        if is_once(service):
            assert (name, "service_completed_successfully") in waited, name
        elif name in by_image:
            assert "healthcheck" not in service
            assert "\nHEALTHCHECK " in stage(by_image[name])
        else:
            assert service["healthcheck"]["test"], name
            assert not service["healthcheck"].get("disable"), name
    once = {name for name in services if is_once(services[name])}
    assert once == {"secrets", "database", "migrate"}


def test_nobody_begins_before_what_it_needs(compose):
    services = compose(ALONE)["services"]

    def before(name: str) -> set[str]:
        asked = services[name].get("depends_on", {})
        return {*asked, *(each for one in asked for each in before(one))}

    assert before("nginx") >= {"web", "migrate", "database", "postgres", "secrets"}
    for name in ("web", "worker", "backup"):
        assert "migrate" in before(name)
    for name in services.keys() - {"secrets"}:
        assert "secrets" in before(name), name


# What is closed -------------------------------------------------------------------


@pytest.mark.parametrize("files", [ALONE, TRYING], ids=" ".join)
def test_no_part_may_do_more_than_it_has_to(compose, files):
    for name, service in compose(files)["services"].items():
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert service.get("read_only", False) == (name not in WRITABLE), name
        # Elasticsearch's image names its own account.
        is_named = service.get("user", "root") not in ("root", "0", "0:0")
        assert is_named == (name not in WRITABLE), name
        assert not {"privileged", "cap_add", "pid", "ipc"} & {*service}, name
        binds = [each for each in service.get("volumes", []) if each["type"] == "bind"]
        assert [name] * len(binds) == (["postgres"] if binds else []), name


def test_nothing_is_open_but_the_site(compose):
    def opened(files: tuple[str, ...]) -> set[tuple[str, str, str]]:
        return {
            (name, port.get("host_ip", ""), port["published"])
            for name, service in compose(files)["services"].items()
            for port in service.get("ports", [])
        }

    assert opened(ALONE) == {("nginx", "", "80"), ("nginx", "", "443")}
    assert {port for _name, _address, port in opened(TRYING)} == {"80", "443", "8025"}
    for files in (TRYING, SEARCH):
        assert {address for _name, address, _port in opened(files)} == {"127.0.0.1"}


def test_servers_are_on_a_network_without_a_way_out(compose):
    whole = compose(ALONE)
    assert whole["networks"]["data"]["internal"]
    assert whole["networks"]["front"]["internal"]
    for name in ("postgres", "redis", "elasticsearch"):
        assert [*whole["services"][name]["networks"]] == ["data"]
    assert {*whole["services"]["nginx"]["networks"]} == {"public", "front"}
    assert whole["services"]["secrets"]["network_mode"] == "none"


def test_whoever_has_the_settings_reaches_what_they_name(compose):
    """A bucket elsewhere is read by a backup, a database by a migration."""
    for name, service in compose(ALONE)["services"].items():
        volumes = {each["source"] for each in service.get("volumes", [])}
        if "site-secrets" in volumes and name != "secrets":
            assert {*service["networks"]} >= {"data", "outside"}, name


def test_secrets_are_given_to_those_alone_who_need_them(compose):
    holders: dict[str, set[tuple[str, bool]]] = {}
    for name, service in compose(ALONE)["services"].items():
        for mount in service.get("volumes", []):
            is_read = mount.get("read_only", False)
            holders.setdefault(mount["source"], set()).add((name, is_read))
    readers = {
        "site-secrets": {"migrate", "web", "worker", "backup"},
        "database-secrets": {"postgres", "database"},
        "search-secrets": {"elasticsearch"},
        "cache-secrets": {"redis"},
        "authority": set(),
        "tls": {"nginx"},
    }
    for volume, names in readers.items():
        expected = {(name, True) for name in names} | {("secrets", False)}
        assert holders[volume] == expected, volume
    made = [each for each in vars(keys).values() if isinstance(each, keys.Secret)]
    assert len(made) >= 6
    assert {f"{each.path.split('/')[0]}-secrets" for each in made} <= {*readers}


# A variable, a setting or an option that holds what nobody may know, and its value.
HIDDEN = re.compile(
    r"(?i)([\w-]*(?:password|passwd|secret|token|_key)[\w-]*)[\"']?\s*[:=][ \t]*(\S+)"
)
# A path, a volume, what is read out of a file, what another part waits for.
SHOWN = re.compile(r"""[\"']?(/|\*|"?\$\$?\(|\{|user\b|password@)""")


def test_no_secret_stands_in_these_files():
    for name in ("Dockerfile", *TRYING, *SEARCH):
        text = re.sub(
            r"^\s*#.*\n", "", (ROOT / name).read_text("utf-8"), flags=re.MULTILINE
        )
        told = [pair for pair in HIDDEN.findall(text) if not SHOWN.match(pair[1])]
        assert not told, name
    found = HIDDEN.search("  POSTGRES_PASSWORD: hunter2")
    assert found is not None
    assert not SHOWN.match(found[2])


# The same as elsewhere ------------------------------------------------------------


@pytest.fixture
def begun(tmp_path):
    """What an entry point begins: its Python only tells what it is asked."""
    shutil.copytree(ROOT / "deploy", tmp_path / "deploy")
    python = tmp_path / ".venv/bin/python"
    python.parent.mkdir(parents=True)
    python.write_text('#!/bin/bash\necho "$0 $*"\n')
    python.chmod(0o755)
    folders = {"BACKUP_DIR": str(tmp_path), "TMPDIR": str(tmp_path)}

    def begun(what: str) -> str:
        with subprocess.Popen(
            [tmp_path / "deploy/entrypoint", what],
            env={"PATH": "/usr/bin:/bin"} | folders,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
        ) as process:
            words = process.stdout.readline()
            # One of them waits for the next night.
            process.terminate()
            process.wait(timeout=60)
        return words.strip().replace(str(tmp_path), "/srv/openheritage")

    return begun


@pytest.mark.parametrize("what", ["web", "worker", "backup"])
def test_a_container_begins_what_the_unit_begins(begun, what):
    unit = Unit(f"openheritage-{what}.service")["Service"]
    assert begun(what) == unit["ExecStart"]


def nightly(folder, python: str) -> subprocess.Popen:
    """The entry point of backups, with a Python of ours."""
    shutil.copytree(ROOT / "deploy", folder / "deploy", dirs_exist_ok=True)
    program = folder / ".venv/bin/python"
    program.parent.mkdir(parents=True, exist_ok=True)
    program.write_text(f"#!/bin/bash\n{python}\n")
    program.chmod(0o755)
    (folder / "backups").mkdir(exist_ok=True)
    return subprocess.Popen(
        [folder / "deploy/entrypoint", "backup"],
        env={
            "PATH": "/usr/bin:/bin",
            "BACKUP_DIR": str(folder / "backups"),
            "TMPDIR": str(folder),
        },
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_a_backup_that_is_broken_off_may_clear_up(tmp_path):
    python = f"trap 'sleep 0.3; touch {tmp_path}/cleared; exit 143' TERM\necho begun\n"
    with nightly(tmp_path, f"{python}sleep 20 & wait") as process:
        assert process.stdout.readline() == "begun\n"
        process.terminate()
        assert process.wait(timeout=30) == 143
        # Whoever is first in a container takes all others with it.
        assert (tmp_path / "cleared").exists()


@pytest.mark.parametrize(("minutes", "is_made"), [(-1, True), (1, False)])
def test_a_night_that_was_missed_is_made_up_for(tmp_path, minutes, is_made):
    """The last backup is of just before the last half past two, or just after."""
    now = time.time()
    last = now - (now - 2.5 * 3600) % 86400
    old = tmp_path / "backups/2026-01-01T000000Z"
    old.mkdir(parents=True)
    os.utime(old, (last + 60 * minutes,) * 2)
    with nightly(tmp_path, "echo made") as process:
        begun, _own, _other = select.select([process.stdout], [], [], 2)
        process.terminate()
        process.wait(timeout=30)
    assert bool(begun) == is_made


def test_limits_are_those_of_the_units(compose):
    services = compose(ALONE)["services"]
    bytes_of = {"1G": 1 << 30, "2G": 2 << 30}
    for name in ("web", "worker"):
        unit = Unit(f"openheritage-{name}.service")["Service"]
        assert int(services[name]["mem_limit"]) == bytes_of[unit["MemoryMax"]]
        assert services[name]["pids_limit"] == int(unit["TasksMax"])
        grace = re.fullmatch(r"(?:(\d+)m)?(\d+)s", services[name]["stop_grace_period"])
        minutes, seconds = grace.groups()
        assert int(minutes or 0) * 60 + int(seconds) == int(unit["TimeoutStopSec"])


def test_each_variable_is_one_that_the_documents_name(compose):
    given = {*environment("site")}
    for files in (ALONE, TRYING):
        for name in OURS:
            given |= {*compose(files)["services"][name].get("environment", {})}
    sample = dict(re.findall(r"^#?([A-Z_]+)=(.*)$", SAMPLE, re.MULTILINE))
    assert given - variables() - {*sample} - OF_PROGRAMS == OF_CONTAINERS
    assert {name for name in OF_CONTAINERS if f"`{name}`" not in DOCUMENT} == set()
    for name in ("BACKUP_DIR", "JOURNAL_DIR", "DJANGO_SETTINGS_MODULE"):
        assert environment("site")[name] == sample[name]


def test_proxies_are_as_many_as_stand_in_front(compose):
    """nginx alone, which is what the settings say unless they are told otherwise."""
    services = compose(ALONE)["services"]
    assert "TRUSTED_PROXIES" not in services["web"]["environment"]
    assert {name for name in services if "ports" in services[name]} == {"nginx"}
    assert services["worker"]["environment"]["EDGE_URL"] == "http://nginx:8001"
    assert "--door 0.0.0.0:8001" in (ROOT / "deploy/entrypoint").read_text()


def test_servers_are_of_the_versions_that_are_documented_and_tested(compose):
    services = compose(ALONE)["services"]
    (walk,) = [step for step in steps(DOCUMENT) if step.heading.startswith("4.")]
    (postgres,) = {*re.findall(r"/etc/postgresql/(\d+)/", walk.commands)}
    assert services["postgres"]["image"].startswith(f"postgres:{postgres}.")
    assert f"postgresql-client-{postgres}" in packages("site")
    locked = (ROOT / "requirements.txt").read_text()
    (client,) = re.findall(r"^elasticsearch==(\d+)\.", locked, re.MULTILINE)
    tested = (ROOT / "tests/services/jars/elasticsearch.xml").read_text()
    for files in (ALONE, SEARCH):
        image = compose(files)["services"]["elasticsearch"]["image"]
        version = image.rpartition(":")[2]
        assert version.split(".")[0] == client
        assert f"<elasticsearch.version>{version}<" in tested
    assert f"Elasticsearch {client}" in DOCUMENT


def test_each_image_is_named_with_its_version(compose):
    for files in (TRYING, SEARCH):
        for name, service in compose(files)["services"].items():
            if "build" in service:
                # Never asked of a registry, where anybody may have that name.
                assert service["pull_policy"] == "build"
                assert stage(service["build"]["target"])
            else:
                assert re.search(r":v?\d+\.\d+", service["image"]), name


def test_postgresql_logs_as_little_as_elsewhere(compose):
    postgres = compose(ALONE)["services"]["postgres"]
    (mount,) = [each for each in postgres["volumes"] if each["type"] == "bind"]
    assert mount["source"].endswith("/deploy/postgresql.conf")
    assert f"config_file={mount['target']}" in postgres["command"]


def test_folders_of_volumes_are_the_accounts_in_the_images(compose):
    """A new volume is owned as the folder is that it is put upon."""
    services = compose(ALONE)["services"]
    made = re.findall(r"(?<![\w.])/(?:srv|run|etc|var)/[\w/-]+", stage("site"))
    for name in OURS:
        for mount in services[name].get("volumes", []):
            assert mount["target"] in made, (name, mount["target"])
    for mount in services["nginx"]["volumes"]:
        if not mount.get("read_only"):
            assert mount["target"] in stage("edge")
    (user,) = {services[name]["user"] for name in (*OURS, "nginx")}
    assert f"USER {user}" in stage("site")
    assert f"USER {user}" in stage("edge")
