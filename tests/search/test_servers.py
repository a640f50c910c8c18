"""The servers of the tests are what they claim to be."""

from http.client import BadStatusLine
from urllib.error import HTTPError, URLError
from urllib.request import urlopen
from uuid import uuid4

import elasticsearch
import pytest

from tests.services import faults

ANALYSERS = {"fr": "french", "ar": "arabic", "ja": "cjk"}
# What was written, and other forms of it that a reader types.
WORDS = {
    "fr": ("Les bibliothèques numérisaient leurs collections.", "bibliothèque"),
    "ar": ("والمكتبات تحفظ التراث", "المكتبة"),
    "ja": ("図書館は文化遺産を公開する。", "文化遺産"),
}


@pytest.fixture
def client(elasticsearch_url):
    """The library that the site uses."""
    client = elasticsearch.Elasticsearch(elasticsearch_url, request_timeout=30)
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


def major(version: str) -> int:
    return int(version.split(".")[0])


def test_server_and_library_share_their_major_version(client):
    server = client.info()["version"]["number"]
    assert major(server) == major(elasticsearch.__versionstr__)


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
