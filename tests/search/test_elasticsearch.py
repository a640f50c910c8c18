"""What Elasticsearch does beside the contract of all backends."""

import json
import logging
from base64 import b64encode
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from search.backends import Query
from search.backends.elasticsearch import Elasticsearch, better_spelling
from search.backends.mapping import ANALYSERS, document
from search.backends.query import MAX_SIZE, MAX_START
from search.models import Change, Entry, EntryKind
from search.synchronisation import rebuild
from signatures.models import Signatory
from tests.services import faults

from .conftest import fresh_address
from .contract import Contract
from .entries import found, make_entry

pytestmark = [pytest.mark.django_db, pytest.mark.turns(2)]

LANGUAGES = [language for language, _name in settings.WAGTAIL_CONTENT_LANGUAGES]


@pytest.fixture
def empty(db):
    Change.objects.all().delete()
    Entry.objects.all().delete()


class TestElasticsearch(Contract):
    @pytest.fixture(scope="class")
    @classmethod
    def address(cls, elasticsearch_url):
        yield from fresh_address(elasticsearch_url)

    @pytest.fixture
    def backend(self, server):
        return server.engine


def test_every_language_that_staff_may_add_is_indexed_and_found(empty, server):
    """Those with an analyser and those without, in one go and without a mapping."""
    for language in LANGUAGES:
        make_entry(f"Xylophone {language}", "and more", language)
    rebuild()
    server.engine.refresh(server.engine.alias)
    for language in LANGUAGES:
        (name,) = server.engine.search(Query("xylophone", language)).ids
        assert name.endswith(f"|{language}")

    (name,) = server.engine.indexes()
    answer = server.engine.ask("GET", f"/{name}/_mapping")
    fields = answer[name]["mappings"]["properties"]
    for language in LANGUAGES:
        key = language.replace("-", "_")
        known = [
            code for code in ANALYSERS if key == code or key.startswith(f"{code}_")
        ]
        analyser = ANALYSERS[known[0]] if known else "standard"
        assert fields[f"text_in_{key}"]["analyzer"] == analyser, language
    assert fields["text_in_pt_br"]["analyzer"] == "brazilian"
    assert fields["text_in_zh_hans"]["analyzer"] == "cjk"


def test_a_language_without_documents_may_be_searched_and_spelled(empty, server):
    make_entry("Xylophone", shown_in=" en cs ")
    rebuild()
    assert found("xylofone", "cs") == ["Xylophone"]
    assert found("zzzzzz", "cs") == []


def test_news_of_today_come_before_old_ones(empty, server):
    today = timezone.now().date()
    for days in (800, 400, 200, 0):
        date = today - timedelta(days=days)
        make_entry(f"Xylophone {days}", kind=EntryKind.NEWS, date=date)
    rebuild()
    assert found("xylophone") == [
        *("Xylophone 0", "Xylophone 200", "Xylophone 400", "Xylophone 800")
    ]


def test_kinds_are_counted_before_one_is_chosen(empty, server):
    make_entry("Xylophone")
    for kind in (EntryKind.MEMBER, EntryKind.MEMBER, EntryKind.NEWS):
        make_entry("Xylophone", kind=kind, date=timezone.now().date())
    rebuild()
    hits = server.engine.search(Query("xylophone", "en", kind=EntryKind.MEMBER.value))
    assert (hits.total, len(hits.ids)) == (2, 2)
    assert hits.kinds == {"page": 1, "member": 2, "news": 1}


def test_equal_hits_keep_their_order_from_page_to_page(empty, server):
    for number in range(30):
        make_entry(f"Xylophone {number:02}")
    rebuild()
    pages = [found("xylophone", start=start, size=7) for start in range(0, 30, 7)]
    assert len({title for page in pages for title in page}) == 30


@pytest.mark.parametrize(
    ("query", "better"),
    [
        ("declaraton", "déclaration"),
        ("la declaraton “publique”", "la déclaration “publique”"),
        ("xylofone", ""),
    ],
)
def test_a_better_spelling_has_its_accents_and_keeps_the_rest(
    empty, server, query, better
):
    make_entry("La déclaration publique", language="fr")
    make_entry("Xylophone", language="en")
    rebuild()
    hits = server.engine.search(Query(query, "fr"))
    assert hits.did_you_mean == better


def test_what_signatories_wrote_is_no_model_for_spelling(empty, server):
    make_entry("A declaraton", kind=EntryKind.SIGNATORY)
    rebuild()
    assert server.engine.search(Query("declaratin", "en")).did_you_mean == ""


def test_a_name_signed_in_another_language_is_found(empty, server):
    make_entry("Makumbusho ya Taifa", language="sw", shown_in=" sw en fr ja ")
    rebuild()
    for language in ("en", "fr", "ja"):
        assert found("makumb", language) == ["Makumbusho ya Taifa"]


def test_a_letter_too_many_finds_all_the_same(empty, server):
    make_entry("The heritage of mankind")
    make_entry("The collections of mankind")
    rebuild()
    assert found("herittage mankind") == ["The heritage of mankind"]


HOSTILE = [
    *("", " ", "\x00", "\ud800", "\u202e\u2066", '"', '""', '"a', "*", "?" * 200),
    *("* OR *", "a* b* c* d*", "title:x", "_exists_:id", "(((((", "\\", "/.*.*.*x/"),
    *('{"match_all": {}}', "AND NOT OR", "~9", "a~ b~", "x" * 10_000, "क्" * 300),
    " ".join(f"word{number}" for number in range(3000)),
    " ".join("abcdefghijklmnopqrstuvwxyz"),
    "文" * 2000,
    " ".join(f'"phrase {number}"' for number in range(500)),
]


def test_nothing_that_is_typed_is_too_much_for_the_server(empty, server):
    make_entry("Xylophone", "文化遺産")
    rebuild()
    for text in HOSTILE:
        for language in ("en", "ja", "ar"):
            query = Query(text, language)
            server.engine.search(query)
            server.engine.suggest(text, language)
            server.engine.elsewhere(query)


def test_no_address_leads_beyond_what_readers_leaf_through(empty, server):
    for number in range(MAX_SIZE + 5):
        make_entry(f"Xylophone {number}")
    rebuild()
    assert found("xylophone", start=10**12) == []
    assert len(found("xylophone", size=10**12)) == MAX_SIZE
    assert len(found("xylophone", start=-5, size=3)) == 3
    assert MAX_START + MAX_SIZE <= 10_000


def test_the_index_holds_no_personal_data(server):
    rebuild()
    people = Signatory.objects.all()
    secrets = {person.email for person in people} | {person.name for person in people}
    assert len(secrets) > 5
    body = {"size": 5000, "query": {"match_all": {}}}
    path = f"/{server.engine.alias}/_search"
    hits = server.engine.ask("POST", path, body)["hits"]["hits"]
    assert len(hits) == Entry.objects.count()
    text = json.dumps([hit["_source"] for hit in hits], ensure_ascii=False)
    columns = {column.partition("_in_")[0] for hit in hits for column in hit["_source"]}
    assert columns == {
        *("id", "thing", "part", "language", "shown_in", "kind", "date"),
        *("title", "text", "spelled", "title_tokens", "text_tokens"),
    }
    for secret in secrets:
        assert secret not in text


def test_what_readers_search_is_in_no_log(empty, server, caplog):
    make_entry("Xylophone")
    rebuild()
    assert settings.LOGGING["root"]["level"] == "INFO"
    for name, logger in settings.LOGGING["loggers"].items():
        if "level" in logger:
            caplog.set_level(logger["level"], name)
    caplog.set_level(logging.INFO)
    server.search(Query("xylophone", "en"))
    assert caplog.text == ""


@pytest.mark.parametrize(
    ("url", "node", "alias"),
    [
        ("http://localhost", "http://localhost:80", "openheritage-entries"),
        ("http://[::1]:9201/", "http://[::1]:9201", "openheritage-entries"),
        ("https://a:b@host.example/two", "https://host.example:443", "two-entries"),
    ],
)
def test_an_address_has_parts(url, node, alias):
    engine = Elasticsearch(f"elasticsearch+{url}")
    (connection,) = engine.client.transport.node_pool.all()
    assert connection.base_url == node
    assert engine.alias == alias


def test_a_password_is_sent_as_it_is_meant():
    asked = []

    def answer(connection):
        asked.append(connection.recv(9999))
        connection.sendall(
            b"HTTP/1.1 404 Not Found\r\nX-Elastic-Product: Elasticsearch\r\n"
            b"Content-Length: 0\r\n\r\n"
        )

    with faults.listener(answer) as url:
        address = url.replace("//", "//me:p%40ss@")
        assert not Elasticsearch(f"elasticsearch+{address}").has_index()
    assert b64encode(b"me:p@ss") in asked[0]


@pytest.mark.parametrize(
    "url",
    [
        *("http://localhost:9200", "solr+http://localhost", "elasticsearch://host"),
        *("elasticsearch+http://host/UPPER", "elasticsearch+http://host/a/b"),
        *("elasticsearch+http://user@host", "elasticsearch+http://"),
        "elasticsearch+https://host:9200?ca=x",
    ],
)
def test_other_addresses_are_none(url):
    assert not settings.SEARCH_URL_FORM.fullmatch(url)


def test_nothing_of_an_answer_is_taken_for_a_pattern():
    answer = {"suggest": {"spelling": [{"text": "a.c", "options": [{"text": r"\1"}]}]}}
    assert better_spelling("abc", answer) == ""
    assert better_spelling("say a.c", answer) == r"say \1"


def test_a_document_says_where_it_is_shown(empty):
    entry = make_entry("L’égalité", "des musées", "fr", shown_in=" fr sw ")
    row = document(entry)
    assert row["shown_in"] == ["fr", "sw"]
    assert row["title_in_fr"] == "egalite"
    assert row["spelled_in_fr"] == "L’égalité des musées"
