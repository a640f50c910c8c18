"""The file of nginx: nginx itself and a linter read it, as a whole and as examples."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from edge import nginx
from tests.services import nginx as server
from tests.services.postgres import free_port

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def file(settings, tmp_path, capsys) -> Path:
    """As an operator writes it, with a certificate and in folders of its own."""
    settings.WAGTAILADMIN_BASE_URL = "https://heritage.example"
    settings.VAR_DIR = tmp_path / "var"
    settings.SECURE_HSTS_SECONDS = 86400
    _authority, certificate, key = server.certificates(tmp_path, "heritage.example")
    call_command(
        "nginx",
        *("--certificate", str(certificate), "--key", str(key)),
        *("--cache", str(tmp_path / "kept"), "--logs", str(tmp_path)),
        *("--http", str(free_port()), "--https", str(free_port())),
        *("--door", str(free_port()), "--application", "127.0.0.1:9000"),
    )
    path = tmp_path / "openheritage.conf"
    path.write_text(capsys.readouterr().out)
    return path


def run(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_nginx_takes_the_file_without_a_warning(file):
    said = run(*server.command(server.write_main(file.parent)), "-t")
    assert "test is successful" in said
    assert "warn" not in said


@pytest.mark.parametrize("which", ["as it lies there", "as it is written"])
def test_the_linter_finds_nothing(file, which):
    path = ROOT / nginx.FILE if which == "as it lies there" else file
    gixy = Path(sys.executable).with_name("gixy")
    said = run(str(gixy), str(path))
    assert "High: 0" in said
    assert "Medium: 0" in said
    assert "Low: 0" in said


def test_nothing_of_the_examples_is_left(file):
    text = file.read_text()
    # Comments say what the examples are.
    lines = [line for line in text.splitlines() if not line.strip().startswith("#")]
    code = "\n".join(lines)
    for example in ("example.org", "/srv/", "127.0.0.1:8000", "/etc/letsencrypt"):
        assert example not in code
    assert 'max-age=86400"' in code
    assert "server_name heritage.example;" in code


def test_by_hand_three_replacements_do_the_same(settings, capsys):
    settings.WAGTAILADMIN_BASE_URL = "https://heritage.example"
    settings.VAR_DIR = Path("/home/site/var")
    settings.SECURE_HSTS_SECONDS = 3600
    call_command("nginx")
    written = capsys.readouterr().out
    script = "s|example.org|heritage.example|g;s|/srv/openheritage/var|/home/site/var|g"
    assert run("sed", script, str(ROOT / nginx.FILE)) == written


def test_several_machines_have_a_place_in_each_lane(file):
    text = nginx.render(
        application="10.0.0.1:8000, 10.0.0.2:8000",
        allowed="10.0.0.0/24,2001:db8::/64",
        **folders(file),
    )
    for lane in ("pages", "forms", "login"):
        line = re.search(rf"upstream oh_{lane} (.+)", text)[1]
        found = re.findall(r"server (\S+) max_conns=\d+;", line)
        assert found == ["10.0.0.1:8000", "10.0.0.2:8000"]
    allowed = "allow 127.0.0.1; allow 10.0.0.0/24; allow 2001:db8::/64;"
    assert text.count(allowed) == text.count("deny all;") == 1
    assert text.count("10.0.0.0/24 1;") == text.count("if ($oh_is_ours") == 1
    file.write_text(text)
    said = run(*server.command(server.write_main(file.parent)), "-t")
    assert "test is successful" in said
    gixy = Path(sys.executable).with_name("gixy")
    assert "High: 0" in run(str(gixy), str(file))


def folders(file: Path) -> dict:
    """As the fixture gave them to the command."""
    return {
        "certificate": str(file.parent / "fullchain.pem"),
        "key": str(file.parent / "privkey.pem"),
        "cache": str(file.parent / "kept"),
        "logs": str(file.parent),
        "http": free_port(),
        "https": free_port(),
        "door": f"0.0.0.0:{free_port()}",
    }


def test_hsts_is_no_more_than_the_settings_say(settings):
    settings.SECURE_HSTS_SECONDS = 0
    assert '$oh_hsts { "" ""; default ""; }' in nginx.render()
    settings.SECURE_HSTS_SECONDS = 31536000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True
    assert '"max-age=31536000; includeSubDomains; preload"' in nginx.render()


@pytest.mark.parametrize(
    ("sent", "is_tracked"),
    [
        ("utm_source=letter&utm_medium=mail", True),
        ("fbclid=IwAR0abc", True),
        ("gclid=x&", True),
        ("page=2&utm_source=letter", False),
        ("q=utm_source=x", False),
        ("utm", False),
    ],
)
def test_marks_of_campaigns_alone_are_no_question(sent, is_tracked):
    text = (ROOT / nginx.FILE).read_text()
    pattern = re.search(r'map \$args \$oh_tracked \{\s+"~(.+)" 1;', text)
    assert bool(re.search(pattern[1], sent)) is is_tracked


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2:"),
        ("2001:db8:1:2::6", "2001:db8:1:2:"),
        ("2001:db8:1::6", "2001:db8:1::"),
        ("2001:db8::6", "2001:db8::"),
    ],
)
def test_a_network_of_ipv6_is_one_visitor(address, network):
    text = (ROOT / nginx.FILE).read_text()
    block = re.search(r"map \$remote_addr \$oh_network \{(.+?)\n\}", text, re.DOTALL)
    for pattern in re.findall(r'"~(.+)" \$', block[1]):
        pattern = re.sub(r"\(\?<(\w+)>", r"(?P<\1>", pattern)
        if found := re.search(pattern, address):
            assert found[1] == network
            return
    assert address == network


def test_the_back_door_opens_to_the_networks_that_are_named(capsys):
    call_command("nginx", "--door", "0.0.0.0:8001", "--allow", "10.0.0.0/8,192.0.2.1")
    text = capsys.readouterr().out
    assert "listen 0.0.0.0:8001;" in text
    assert "allow 127.0.0.1; allow 10.0.0.0/8; allow 192.0.2.1;\n    deny all;" in text
    assert text.count("  192.0.2.1 1;") == text.count("if ($oh_is_ours") == 1
    call_command("nginx", "--door", "8002")
    text = capsys.readouterr().out
    assert "listen 127.0.0.1:8002;" in text
    assert "allow 127.0.0.1;\n    deny all;" in text


@pytest.mark.parametrize(
    ("option", "why"),
    [
        (("--door", "here"), "give a port, or address:port"),
        (("--allow", "everybody"), "does not appear to be an IPv4 or IPv6 network"),
    ],
)
def test_what_names_no_door_and_no_network_is_refused(option, why):
    with pytest.raises(CommandError, match=why):
        call_command("nginx", *option)
