"""New code comes, processes go: nobody who reads or signs notices."""

import os
import shutil
import signal
import socket
import subprocess

import pytest

from tests.services.web import BASE_DIR

from . import deploy
from .clients import readers, signers
from .processes import Program, parents, wait_until
from .units import Unit, with_socket

# A busy machine turns visitors away sooner, which is not what is looked at here.
SITE = {"WEB_QUEUE": "24"}
UNITS = (
    "openheritage-web.socket",
    "openheritage-web.service",
    "openheritage-worker.service",
    "openheritage-backup.service",
    "openheritage-backup.timer",
)


def workers(site) -> set[int]:
    first = site.pids("web")[0]
    return {pid for pid, parent in parents().items() if parent == first}


def in_database(site) -> set[str]:
    query = "SELECT email FROM signatures_signatory WHERE email LIKE %s"
    return {email for (email,) in site.sql(query, "%@museum%")}


def reload_under_load(site, times: int) -> None:
    before = workers(site)
    with readers(site, 2, 600) as read, signers(site, 0.4, 600) as crowd:
        for _time in range(times):
            said = site.manage("reload")
            assert "All workers serve the new code." in said
            assert not before & workers(site)
            before = workers(site)
            site.parts["worker"].tell(signal.SIGHUP)
        for log in (read, crowd):
            log.stopping.set()
    print("\nreaders:", read.told(), "\nsigners:", crowd.told())
    assert read.requests
    assert set(read.statuses) == {200}
    # Those who were stopped in the middle of the form have signed nothing.
    assert not {status for status in crowd.statuses if status >= 400 or not status}
    assert crowd.signed
    assert {one.email for one in crowd.signed} <= in_database(site)


@pytest.mark.fault_long
def test_reloads_fail_no_reader_and_no_signer(site):
    reload_under_load(site, 2)


@pytest.mark.fault_long
def test_a_deploy_fails_nobody_and_old_code_serves_on_the_new_tables(site):
    """This release follows itself, with another style sheet and one more column."""
    try:
        deploy.prove(site)
    finally:
        for name in ("web", "worker"):
            site.stop(name)
            site.parts[name].folder = BASE_DIR
            site.start(name)


@pytest.mark.fault_long
def test_twenty_reloads_fail_no_reader_and_no_signer(site):
    reload_under_load(site, 20)


@pytest.mark.fault_long
def test_the_worker_begins_anew_as_the_same_process(site):
    program = site.parts["worker"]
    before = site.pids("worker")[0]
    site.sql("UPDATE openheritage_taskrun SET done_at = NULL, next_at = now()")
    program.tell(signal.SIGHUP)
    done = "SELECT count(*) FROM openheritage_taskrun WHERE done_at IS NOT NULL"
    wait_until(lambda: site.sql(done) > [(0,)])
    assert site.pids("worker")[0] == before
    assert program.stop() < 60
    assert program.process.returncode == 0
    site.start("worker")


@pytest.mark.fault_long
def test_a_killed_process_takes_no_more_with_it_than_it_had_in_hand(site):
    killed = []
    with readers(site, 3, 8) as read, signers(site, 1, 8) as crowd:
        for _time in range(2):
            victim = min(workers(site))
            os.kill(victim, signal.SIGKILL)
            killed.append(victim)
            wait_until(lambda: len(workers(site) - {*killed}) == 2)
    print("\nreaders:", read.told(), "\nsigners:", crowd.told())
    failed = [one for one in read.requests + crowd.requests if not one.answer.status]
    # Four are worked on and eight wait in a process.
    assert len(failed) <= 12 * len(killed)
    assert {one.email for one in crowd.signed} <= in_database(site)
    assert not crowd.gave_up


@pytest.mark.fault_long
def test_a_restart_refuses_nobody_while_systemd_holds_the_socket(site):
    """By the unit's own line, on a socket that outlives the server."""
    site.stop("web")
    port = int(site.url.rpartition(":")[2])
    with socket.create_server(("127.0.0.1", port), backlog=256) as held:
        held.set_inheritable(True)
        command = with_socket(Unit(UNITS[1]).command("ExecStart"), held.fileno())
        environment = site.environment | {"WEB_BIND": "127.0.0.1:1"}
        server = Program(command, environment, site.folder / "held.log")
        server.descriptors = (held.fileno(),)
        server.is_ready = site.is_live
        server.start()
        with readers(site, 2, 600) as read:
            server.stop()
            assert server.process.returncode == 0
            server.start()
            read.stopping.set()
        server.stop()
    print("\nreaders:", read.told())
    site.start("web")
    # Where a start takes long, some lose patience; none is turned away.
    kinds = {one.answer.error for one in read.requests} - {"", "TimeoutError"}
    assert not kinds
    assert 200 in read.statuses
    assert set(read.statuses) <= {0, 200}


def test_the_units_are_what_systemd_understands(tmp_path):
    if not shutil.which("systemd-analyze"):
        pytest.fail("Install Debian's package systemd: it looks at the units.")
    for name in UNITS:
        text = (BASE_DIR / "deploy" / name).read_text()
        text = text.replace("/srv/openheritage/.venv/bin/python", "/bin/true")
        for who in ("User", "Group"):
            text = text.replace(f"{who}=openheritage", f"{who}=root")
        (tmp_path / name).write_text(text)
    done = subprocess.run(
        ["systemd-analyze", "verify", *(tmp_path / name for name in UNITS)],
        capture_output=True,
        text=True,
        check=False,
    )
    ours = [line for line in done.stderr.splitlines() if "openheritage" in line]
    assert (done.returncode, ours) == (0, [])


@pytest.mark.parametrize("name", [name for name in UNITS if name.endswith("service")])
def test_the_units_fence_in_what_they_start(name):
    """By systemd's own count, of 100."""
    done = subprocess.run(
        [
            *("systemd-analyze", "security", "--offline=true", "--no-pager"),
            *("--threshold=20", BASE_DIR / "deploy" / name),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_units_give_what_the_server_needs_to_end():
    from openheritage.settings import web

    service, listener = Unit(UNITS[1])["Service"], Unit(UNITS[0])["Socket"]
    assert int(service["TimeoutStopSec"]) > web.GRACE
    assert int(service["TimeoutStartSec"]) > web.PATIENCE
    assert listener["ListenStream"] == web.WEB_BIND
    assert int(listener["Backlog"]) == web.BACKLOG
    assert Unit(UNITS[1]).command("ExecReload")[1:] == ["manage.py", "reload"]
