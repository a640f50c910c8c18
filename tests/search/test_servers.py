"""The servers are what they claim to be, and suffer what tests do to them."""

import json
from http.client import BadStatusLine
from urllib.error import HTTPError, URLError
from urllib.request import urlopen
from uuid import uuid4

import elasticsearch
import opensearchpy
import pytest

from tests.services import faults

ANALYSERS = {"fr": "french", "ar": "arabic", "ja": "cjk"}
# What was written, and other forms of it that a reader types.
WORDS = {
    "fr": ("Les bibliothèques numérisaient leurs collections.", "bibliothèque"),
    "ar": ("والمكتبات تحفظ التراث", "المكتبة"),
    "ja": ("図書館は文化遺産を公開する。", "文化遺産"),
}


@pytest.fixture(params=["elasticsearch", "opensearch"])
def engine(request) -> str:
    return request.param


@pytest.fixture
def client(engine, request):
    """By the library that the site uses for this engine."""
    url = request.getfixturevalue(f"{engine}_url")
    if engine == "elasticsearch":
        client = elasticsearch.Elasticsearch(url, request_timeout=30)
    else:
        client = opensearchpy.OpenSearch([url], timeout=30)
    yield client
    client.close()


@pytest.fixture
def index(client):
    name = f"servers-{uuid4().hex}"
    columns = {
        f"text_{language}": {"type": "text", "analyzer": analyser}
        for language, analyser in ANALYSERS.items()
    }
    client.indices.create(
        index=name,
        body={
            "settings": {"number_of_replicas": 0},
            "mappings": {"properties": columns},
        },
    )
    yield name
    client.indices.delete(index=name)


@pytest.fixture
def own(engine, request):
    return request.getfixturevalue(f"own_{engine}")


def major(version: str) -> int:
    return int(version.split(".")[0])


def test_server_and_library_share_their_major_version(engine, client):
    library = {
        "elasticsearch": elasticsearch.__versionstr__,
        "opensearch": opensearchpy.__versionstr__,
    }
    assert major(client.info()["version"]["number"]) == major(library[engine])


@pytest.mark.parametrize("language", WORDS)
def test_a_word_is_found_in_another_form(client, index, language):
    text, query = WORDS[language]
    column = f"text_{language}"
    client.index(index=index, id="1", body={column: text}, refresh=True)
    found = client.search(index=index, body={"query": {"match": {column: query}}})
    assert [hit["_id"] for hit in found["hits"]["hits"]] == ["1"]
    found = client.search(index=index, body={"query": {"match": {column: "xylophone"}}})
    assert found["hits"]["hits"] == []


@pytest.mark.parametrize(
    ("analyser", "text", "tokens"),
    [
        ("french", "l’égalité des musées", ["egalit", "muse"]),
        ("arabic", "والكتاب", ["كتاب"]),
        ("cjk", "文化遺産", ["文化", "化遺", "遺産"]),
    ],
)
def test_the_analysers_of_languages_are_there(client, analyser, text, tokens):
    answer = client.indices.analyze(body={"analyzer": analyser, "text": text})
    assert [token["token"] for token in answer["tokens"]] == tokens


def test_a_frozen_server_keeps_silent_and_a_thawed_one_answers(own):
    own.freeze()
    try:
        with pytest.raises((TimeoutError, URLError)):
            urlopen(own.url, timeout=0.5)
    finally:
        own.thaw()
    with urlopen(own.url, timeout=30) as answer:
        assert json.load(answer)["version"]


def test_a_killed_server_comes_back_with_what_it_had(own):
    with urlopen(own.url) as answer:
        identity = json.load(answer)["cluster_uuid"]
    own.kill()
    with pytest.raises(URLError):
        urlopen(own.url, timeout=5)
    own.restart()
    with urlopen(own.url) as answer:
        assert json.load(answer)["cluster_uuid"] == identity


def test_what_is_no_server_misbehaves_as_it_should():
    with faults.silent() as address, pytest.raises(TimeoutError):
        urlopen(address, timeout=0.3)
    with faults.hanging_up() as address, pytest.raises(OSError, match=r"."):
        urlopen(address, timeout=5)
    with faults.answering(faults.RUBBISH) as address, pytest.raises(BadStatusLine):
        urlopen(address, timeout=5)
    with faults.answering(faults.PAGE) as address, urlopen(address) as answer:
        assert answer.read() == b"<p>Hello.</p>"
    with faults.answering(faults.BAD_GATEWAY) as address:
        with pytest.raises(HTTPError) as refused:
            urlopen(address)
        refused.value.close()
    with pytest.raises(URLError, match="refused"):
        urlopen(faults.refusing(), timeout=5)
