"""Whatever is sent, nothing breaks: the answer is never our mistake (5xx)."""

import pytest
from django.test import Client

from tests.home.test_pages import PAGE_TYPES, some_page

# An address of each kind.
PLACES = [
    "/",
    "/en/",
    "/fr/news/",
    "/fr/news/tell-us-about-barriers/",
    "/ar/coalition/",
    "/en/statement/",
    "/en/statement.txt",
    "/en/search/",
    "/ar/signatories/",
    "/en/signatures/ABC/",
    "/en/signatories.csv",
    "/en/register/",
    "/count.json",
    "/en/sign/",
    "/en/sign/link/",
    "/en/k/",
    "/en/k/ABC/",
    "/en/nope/",
    "/en/_util/login/",
    "/nope/",
    "/robots.txt",
    "/sitemap.xml",
    "/.well-known/security.txt",
    "/favicon.ico",
    "/health/live/",
    "/health/ready/",
    "/images/signature/1/width-400/picture.jpg",
    "/documents/1/file.pdf",
    "/admin/login/",
    "/admin/pages/",
]
READ_ONLY = [
    *("/", "/en/search/", "/en/statement.txt", "/sitemap.xml", "/robots.txt"),
    *("/.well-known/security.txt", "/health/live/", "/health/ready/"),
]
METHODS = ["post", "put", "patch", "delete", "options", "trace", "head"]
WRITING = ["post", "put", "patch", "delete", "trace"]

PATHS = [
    "/en/%00/",
    "/%00",
    "/en/news/%00%00/",
    "/en/news/%ff/",
    "/%ff%fe/",
    "/en/%ed%a0%80/",  # half of a surrogate pair
    "/en/%e2%80%ae/",  # turns the direction of what follows
    "/en/%e2%80%aenews/",
    "/en/٣/",
    "/en/../../etc/passwd",
    "/en/%2e%2e/%2e%2e/",
    "/static/%00",
    "/static/%2e%2e/settings/base.py",
    "/en//news/",
    "/en/news//",
    "/en\\news\\",
    "/en/'\"><script>/",
    "/en/{{7*7}}/%25s/%(x)s/",
    "/en;/",
    "/-/",
    "/en-/",
    f"/{'a' * 10_000}/",
    f"/en/{'a/' * 2_000}",
    "/images/x/99999999999999999999/y/z",
    "/images//%D9%A3/%00/z",
    "/documents/99999999999999999999/x/",
    "/en/_util/authenticate_with_password/99999999999999999999/1/",
]

NUMBERS = [
    "abc",
    "-1",
    "0",
    "1.5",
    "1e5",
    "99999999999999999999",
    "9" * 5_000,
    "٣",
    "²",
    "%00",
    "%ff",
    "",
    "last",
    "1&page=2&version=2",
]
LISTS = [
    "/en/news/",
    "/fr/news/",
    "/en/search/?q=heritage",
    "/en/coalition/",
    "/en/signatories/",
]

WORDS = [
    "%00",
    "a%00b",
    "%ff",
    "%ed%a0%80",
    "%e2%80%ae",
    "%22",
    "%22a",
    "'",
    "a'b''",
    "%5C",
    "%25",
    "_",
    "%26%7C!",
    "AND OR NOT",
    "(a",
    "a:*",
    "%3C-%3E",
    "-",
    "*",
    "%F0%9F%8E%88",
    "a%0a%0db",
    "+",
    "a" * 201,
    "a+" * 90,
]

QUERIES = [
    "x" * 10_000,
    "a=1&" * 2_500,
    "&&&===&;",
    "%",
    "%zz=%zz",
    "kind=zzz",
    "kind=%00&kind=update",
    "kind[]=update",
    "country=zzz",
    "country=%00&sector=%ff&kind=-1",
    "country=" + "A" * 10_000,
    "page=" + "9" * 10_000,
]

HEADERS = {
    "Accept-Language": [
        "fr," * 20_000,
        "a" * 10_000,
        "fr;q=nan",
        "fr;q=1e999,en;q=-1",
        ";;;,,,===",
        "\xff\xfe",
    ],
    "If-None-Match": ["\x00", '"' * 5_000, "W/", "*"],
    "If-Modified-Since": ["never", "Mon, 99 Foo 99999 99:99:99 GMT"],
    "Cookie": ["sessionid=" + "a" * 4_000, "sessionid=\xff; csrftoken=''", ";=;=,"],
    "Range": ["bytes=99999999999999999999-", "bytes=-"],
    "X-Forwarded-Proto": ["gopher"],
}
HOSTS = ["evil.example", "", "a b", "localhost:abc", "[::1", "testserver@evil.example"]


def short(value: str) -> str:
    """For the names of the tests."""
    return ascii(value)[1:30]


@pytest.fixture
def visitor(db) -> Client:
    """Is shown an error 500 instead of its exception, like a browser."""
    return Client(raise_request_exception=False)


@pytest.mark.turns(2)
@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("place", PLACES)
def test_no_method_breaks_an_address(visitor, place, method):
    assert getattr(visitor, method)(place).status_code < 500


def test_a_question_about_the_server_itself_is_answered(visitor):
    """``OPTIONS *`` is HTTP, and its path has no slash."""
    response = visitor.generic("OPTIONS", "*", PATH_INFO="*")
    assert response.status_code == 404


@pytest.mark.parametrize("method", WRITING)
@pytest.mark.parametrize("page_type", PAGE_TYPES)
def test_a_page_can_only_be_read(visitor, page_type, method):
    path = some_page(page_type).url
    assert getattr(visitor, method)(path).status_code == 405


@pytest.mark.parametrize("method", WRITING)
@pytest.mark.parametrize("place", READ_ONLY)
def test_what_is_no_page_can_only_be_read_too(visitor, place, method):
    assert getattr(visitor, method)(place).status_code == 405


@pytest.mark.parametrize("path", PATHS, ids=short)
def test_a_path_that_leads_nowhere_is_not_found(visitor, path):
    """Or not allowed; never a redirect to where somebody else wants."""
    assert visitor.get(path).status_code in (400, 403, 404)
    assert visitor.get(path, {"page": "2"}).status_code in (400, 403, 404)


@pytest.mark.parametrize(
    "path", ["//evil.example", "///evil.example/", "/\\evil.example"]
)
def test_nobody_is_sent_to_another_host(visitor, path):
    response = visitor.get("/", PATH_INFO=path)
    assert response.status_code in (301, 302, 404)
    location = response.get("Location", "/en/")
    assert location.startswith("/")
    assert not location.startswith(("//", "/\\"))


@pytest.mark.parametrize("number", NUMBERS, ids=short)
@pytest.mark.parametrize("path", LISTS)
def test_every_page_number_shows_a_page(visitor, path, number):
    sign = "&" if "?" in path else "?"
    assert visitor.get(f"{path}{sign}page={number}").status_code == 200


@pytest.mark.parametrize(
    "number", ["abc", "-1", "0", "99999999999", "%00", "9" * 5_000], ids=short
)
def test_a_version_that_never_was_is_not_found(visitor, number):
    response = visitor.get(f"/en/statement.txt?version={number}")
    assert response.status_code == 404


@pytest.mark.parametrize("number", NUMBERS, ids=short)
def test_no_page_number_breaks_the_sitemap(visitor, number):
    assert visitor.get(f"/sitemap.xml?p={number}").status_code in (200, 404)


@pytest.mark.turns(2)
@pytest.mark.parametrize("language", ["en", "ar", "ja"])
@pytest.mark.parametrize("words", WORDS, ids=short)
def test_anything_can_be_searched_for(visitor, words, language):
    assert visitor.get(f"/{language}/search/?q={words}").status_code == 200


@pytest.mark.turns(2)
@pytest.mark.parametrize("query", QUERIES, ids=short)
@pytest.mark.parametrize("place", PLACES)
def test_no_query_breaks_an_address(visitor, place, query):
    plain, response = visitor.get(place), visitor.get(f"{place}?{query}")
    where, there = plain.get("Location", ""), response.get("Location", "")
    if there == place:
        return  # a file, which has one address
    # Django refuses to redirect to an address of more than 2,048 characters.
    assert response.status_code in (plain.status_code, 400)
    assert there.split("?")[0] in (where.split("?")[0], "")


@pytest.mark.parametrize(
    ("name", "value"),
    [(name, value) for name, values in HEADERS.items() for value in values],
    ids=short,
)
def test_no_header_breaks_an_address(visitor, name, value):
    for place in ("/", "/en/", "/xx/", "/admin/login/"):
        response = visitor.get(place, headers={name: value})
        assert response.status_code < 500


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("place", ["/", "/fr/news/", "/nope/", "/admin/login/"])
def test_another_host_is_refused(visitor, place, host):
    response = visitor.get(place, headers={"Host": host})
    assert response.status_code == 400
    assert "evil" not in response.text


@pytest.mark.parametrize(
    "raw", ["q=\x00", "q=\xff\xfe", "q=\xed\xa0\x80", "page=\xe2\x80\xae"]
)
def test_a_query_that_nobody_has_encoded_breaks_nothing(visitor, raw):
    for place in ("/en/search/", "/fr/news/"):
        assert visitor.get(place, QUERY_STRING=raw).status_code == 200
