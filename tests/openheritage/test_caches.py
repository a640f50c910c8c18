"""Whatever becomes of Redis, it costs time and nothing else."""

import logging
import pickle
from contextlib import suppress
from time import monotonic

import pytest
from django.core.cache import cache, caches
from django.urls import reverse

from openheritage import once
from openheritage.caches import LONGEST, Redis, Sealed, breaker_of
from openheritage.settings.cache import cache as entry_of
from tests.services import faults
from tests.services.redis import Redis as Server

# What a call may take on a busy machine; without a limit it would be for ever.
PATIENCE = 10


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with Server(tmp_path_factory.mktemp("redis")).running() as server:
        yield server


@pytest.fixture
def own(tmp_path):
    """To be hurt."""
    server = Server(tmp_path)
    with server.running():
        yield server


@pytest.fixture
def use(settings):
    """Lets the settings name a server, which is asked again at once."""

    def use(url: str, pause: float = 3600) -> Redis:
        breaker_of.cache_clear()
        once.forget()
        # A busy machine is no reason to go on without it.
        settings.CACHE_TIMEOUT = 5
        settings.CACHE_PAUSE = pause
        settings.CACHES = {"default": entry_of(url)}
        return caches["default"]

    yield use
    breaker_of.cache_clear()
    once.forget()


def everything_goes_on() -> None:
    """Each call that Django's and Wagtail's code may make."""
    cache.set("a", 1)
    cache.set_many({"a": 1, "b": 2})
    assert cache.get("a") in (None, 1)
    assert cache.get("a", "default") in ("default", 1)
    assert set(cache.get_many(["a", "b"])) <= {"a", "b"}
    assert cache.get_or_set("a", lambda: 1) == 1
    assert cache.add("c", 3) in (True, False)
    assert cache.touch("a") in (True, False)
    assert ("a" in cache) in (True, False)
    # As if there were no such key.
    with suppress(ValueError):
        assert cache.incr("a") > 1
    assert cache.delete("a") in (True, False)
    cache.delete_many(["a", "b"])


def page(client) -> float:
    began = monotonic()
    response = client.get("/en/")
    assert response.status_code == 200
    return monotonic() - began


def ready(client) -> str:
    return client.get(reverse("ready")).json()["cache"]


def test_it_keeps_what_it_is_given(server, use):
    use(server.url)
    everything_goes_on()
    cache.set_many({"a": [1], "b": {"ü": (2, None)}})
    assert cache.get_many(["a", "b", "none"]) == {"a": [1], "b": {"ü": (2, None)}}
    cache.set("number", 5)
    assert (cache.get("number"), cache.incr("number")) == (5, 6)
    assert cache.is_answering()


def test_nothing_is_kept_for_longer_than_a_minute(server, use):
    """So what could not be deleted is gone by then, whoever said otherwise."""
    use(server.url)
    for seconds in (None, 3600, 86400):
        cache.set("long", 1, seconds)
        cache.set_many({"many": 1}, seconds)
        cache.delete("added")
        cache.add("added", 1, seconds)
        for key in ("long", "many", "added"):
            assert 0 < server.do("TTL", f"openheritage:1:{key}") <= LONGEST
    cache.set("short", 1, 5)
    assert server.do("TTL", "openheritage:1:short") <= 5


@pytest.mark.django_db
@pytest.mark.parametrize("fault", ["killed", "frozen", "emptied"])
def test_gone_frozen_or_emptied_it_costs_nothing_but_time(
    fault, own, use, client, caplog
):
    used = use(own.url)
    page(client)
    assert ready(client) == "ok"
    if fault == "frozen":
        used._options["socket_timeout"] = used._options["socket_connect_timeout"] = 0.3
        vars(used).pop("_cache")
        own.freeze()
    elif fault == "killed":
        own.kill()
    else:
        own.do("FLUSHALL")
    began = monotonic()
    for _again in range(20):
        everything_goes_on()
        page(client)
    # Without a breaker, thirty calls a round would each wait for it.
    assert monotonic() - began < 3 * PATIENCE
    told = [line for line in caplog.records if line.name == "openheritage.caches"]
    if fault == "emptied":
        assert ready(client) == "ok"
        assert not told
        return
    assert ready(client) == "absent"
    (line,) = told
    assert line.levelno == logging.ERROR
    assert "goes on without it" in line.getMessage()

    own.thaw() if fault == "frozen" else own.start()
    used.breaker.ask_again_at = 0.0
    used._options["socket_timeout"] = used._options["socket_connect_timeout"] = 5
    vars(used).pop("_cache", None)
    assert ready(client) == "ok"
    assert "answers again" in caplog.text


def test_a_delete_that_was_lost_is_made_good(own, use, settings):
    """The value that was to go is still there when the connection is back."""
    used = use(own.url)
    cache.set("page", "old", None)
    used.breaker.failed(OSError())
    cache.delete("page")
    used.breaker.answered()
    assert cache.get("page") == "old"
    assert own.do("TTL", "openheritage:1:page") <= LONGEST


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("options", "error"),
    [
        # A replica of nobody.
        (["--replicaof", "127.0.0.1 1"], "ReadOnlyError"),
        (["--maxmemory", "1"], "OutOfMemoryError"),
    ],
)
def test_what_it_refuses_is_told_once(options, error, tmp_path, use, client, caplog):
    with Server(tmp_path, *options).running() as server:
        use(server.url)
        for _again in range(3):
            everything_goes_on()
            page(client)
        assert caplog.text.count(f"refuses what it is told ({error})") == 1
        # What it has can still be read.
        assert ready(client) == "ok"


@pytest.mark.django_db
def test_a_wrong_password_is_as_if_it_were_gone_and_stands_in_no_log(
    tmp_path, use, client, caplog
):
    with Server(tmp_path, password="right%word").running() as server:
        address = f"127.0.0.1:{server.port}/1"
        used = use(f"rediscache://:right%25word@{address}")
        assert used.is_answering()
        for wrong in (":S3cret-word@", "S3cret-user:S3cret-word@", ""):
            use(f"rediscache://{wrong}{address}")
            everything_goes_on()
            page(client)
            assert ready(client) == "absent"
        assert caplog.text.count("goes on without it") == 3
        assert "S3cret" not in caplog.text


@pytest.mark.django_db
@pytest.mark.parametrize(
    "reply",
    [
        *(faults.RUBBISH, faults.PAGE, b"", b"+OK\r\n", b":1\r\n", b"$3\r\nabc\r\n"),
        *(b"*1\r\n$1\r\nx\r\n", b"-ERR S3cret\r\n", b"$999999999\r\nabc"),
    ],
)
def test_nonsense_is_no_answer(reply, use, client, settings, caplog):
    with faults.answering(reply) as address:
        used = use(address.replace("http", "rediscache"))
        used._options["socket_timeout"] = 0.5
        for _again in range(3):
            everything_goes_on()
            page(client)
    assert "S3cret" not in caplog.text


class Gone:
    """Of a release before."""


def test_what_another_release_or_a_stranger_has_put_there_is_no_value(
    server, use, monkeypatch
):
    use(server.url)
    sealed = Sealed()
    gone = sealed.dumps(Gone())
    monkeypatch.delattr(f"{__name__}.Gone")
    foreign = [
        gone,
        pickle.dumps("not sealed"),
        *(b"", b"12", b"nonsense", sealed.dumps(1)[:-1], b"x" + sealed.dumps(1)),
    ]
    for value in foreign:
        server.do("SET", "openheritage:1:old", value)
        assert cache.get("old") is None
        assert cache.get_many(["old"]) == {}
        assert cache.get_or_set("old", "new") == "new"
        cache.set("old", "new")
        assert cache.get("old") == "new"


def test_a_value_under_another_key_is_unreadable(server, use, settings):
    use(server.url)
    cache.set("a", 1)
    settings.SECRET_KEY = "another"
    assert cache.get("a") is None


def test_through_a_socket_and_by_its_database(tmp_path, use):
    path = tmp_path / "redis.sock"
    with Server(tmp_path, "--unixsocket", str(path)).running() as server:
        use(f"rediscache://{path}?db=1")
        cache.set("a", 1)
        assert cache.get("a") == 1
        assert server.do("EXISTS", "openheritage:1:a")
