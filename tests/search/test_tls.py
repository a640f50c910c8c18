"""A search server behind TLS and a password, as many clusters are run.

The node of these tests has no security of its own (its module is published nowhere);
nginx, which stands in front of it, has.
"""

import ssl
from collections.abc import Callable, Iterator
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.core.management import call_command

from search.backends import Query
from search.backends.breaker import Breaker
from tests.services import nginx
from tests.services.front import TLS

pytestmark = pytest.mark.django_db

USER, PASSWORD = "open heritage", "p@ss:w/rd%?#"
ENCODED = quote(PASSWORD, safe="")


@pytest.fixture(scope="module")
def front(elasticsearch_url, tmp_path_factory) -> Iterator[TLS]:
    folder = tmp_path_factory.mktemp("front")
    with TLS(folder, elasticsearch_url, USER, PASSWORD).running() as front:
        yield front


@pytest.fixture
def use(front, use_search_url, settings, monkeypatch) -> Callable[..., Breaker]:
    settings.SEARCH_TIMEOUT = 30
    prefix = f"tests-{uuid4().hex[:12]}"

    def use(password: str = ENCODED, authority: str = "") -> Breaker:
        monkeypatch.setenv("SSL_CERT_FILE", authority or str(front.authority))
        user = quote(USER, safe="")
        where = f"localhost:{front.port}/{prefix}"
        return use_search_url(f"https://{user}:{password}@{where}")

    yield use
    engine = use().engine
    engine.remove(engine.indexes())


def refused(server: Breaker, caplog) -> str:
    """The database answers; what the log says of it."""
    caplog.clear()
    assert len(server.search(Query("xylophone", "en")).ids) == 5
    assert server.is_down
    assert caplog.text.count("The search server fails") == 1
    for secret in (PASSWORD, ENCODED, "wrong"):
        assert secret not in caplog.text
    return caplog.text


def test_with_tls_and_a_password_the_server_is_filled_and_answers(use, few, client):
    server = use()
    call_command("rebuild_search")
    server.engine.refresh(server.engine.alias)
    assert len(server.engine.search(Query("xylophone", "en")).ids) == 5
    assert client.get("/health/ready/").json()["search"] == "ok"
    assert "Xylophone 3" in client.get("/en/search/?q=xylophone").text
    assert not server.is_down


def test_a_wrong_password_is_answered_by_the_database(use, few, caplog, client):
    said = refused(use("wrong"), caplog)
    assert "AuthenticationException" in said
    assert client.get("/health/ready/").json()["search"] == "database"


def test_nobody_is_told_the_password_whose_certificate_is_not_trusted(
    use, few, caplog, tmp_path
):
    other, _certificate, _key = nginx.certificates(tmp_path, "localhost")
    said = refused(use(authority=str(other)), caplog)
    assert "TlsError" in said or "ConnectionError" in said
    # Nor where nobody has named an authority.
    server = use(authority=ssl.get_default_verify_paths().openssl_cafile)
    refused(server, caplog)
