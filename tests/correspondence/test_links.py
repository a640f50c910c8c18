"""Private links open their page, for those who hold them and nobody else."""

import logging
import re
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.utils import timezone

from correspondence import links, middleware
from correspondence.models import Link
from correspondence.redaction import RedactPrivateLinks, redact

from ..conftest import LANGUAGES

pytestmark = pytest.mark.django_db


def show(request: HttpRequest, link: Link) -> HttpResponse:
    return HttpResponse(f"{request.method} {link.purpose} {link.about_id}")


def show_expired(request: HttpRequest, link: Link) -> HttpResponse:
    return HttpResponse("Ask again.", status=410)


@pytest.fixture(autouse=True)
def purposes():
    before = dict(links.purposes)
    links.register_link("tests.open", show, days=7)
    links.register_link("tests.again", show, days=7, expired_view=show_expired)
    yield
    links.purposes.clear()
    links.purposes.update(before)


def path_of(link: links.PrivateLink) -> str:
    return link.url.removeprefix("http://localhost")


def expire() -> None:
    Link.objects.update(expires_at=timezone.now() - timedelta(seconds=1))


def test_a_link_opens_the_page_of_its_purpose(client):
    link = links.make("tests.open", 7, "pt-br")
    assert re.fullmatch(r"http://localhost/pt-br/k/[0-9A-Z]{16}/", link.url)
    answer = client.get(path_of(link))
    assert answer.content == b"GET tests.open 7"
    assert client.post(path_of(link)).content == b"POST tests.open 7"


def test_nothing_keeps_lists_or_passes_on_a_private_address(client):
    link = links.make("tests.open", 7, "en")
    for path in (path_of(link), "/en/k/", "/en/k/unknown/"):
        answer = client.get(path)
        assert "no-store" in answer["Cache-Control"]
        assert answer["X-Robots-Tag"] == "noindex"
        # The host at most, never the path. With "no-referrer" browsers would send
        # "Origin: null" with the forms behind links, which Django refuses.
        assert answer["Referrer-Policy"] == "strict-origin"


ADDED = [
    *("{path}.", "{path})", "{path}%3E", "{path}>.", '{path}"', "{path}’,", "{bare}"),
    *("{bare}.", "{bare})", "{bare}=20", "{bare}%0A", "{bare}=3D", "{bare}%2520"),
    *("{path}?utm_source=news&fbclid=x", "{bare}?mc_cid=1", "{path}&data=05%7C01"),
    *("{upper}", "{upper}?UTM_SOURCE=X", "{path}%E2%80%9D", "{path}&gt;", "{path}]]"),
    *("/{quoted}", "/{quoted}?utm_source=x", "/http%3A//localhost{path}"),
    *("{broken}", "{spread}", "{marked}", "{path}%3Futm_source%3Dx", "{path}//"),
]


@pytest.mark.parametrize("added", ADDED)
def test_what_mail_programs_add_to_a_link_does_no_harm(client, added):
    link = links.make("tests.open", 7, "en")
    path, token = path_of(link), link.code.replace("-", "")
    followed = added.format(
        path=path,
        bare=path.rstrip("/"),
        upper=path.upper(),
        quoted=quote(link.url, safe=""),
        broken=path.replace(token, f"{token[:9]}=%0D%0A{token[9:]}"),
        spread=path.replace(token, f"{token[:5]}%20{token[5:]}"),
        marked=path.replace(token, f"=3D{token}"),
    )
    answer = client.get(followed, follow=True)
    assert answer.content == b"GET tests.open 7"
    # In one step, and what was added goes no further.
    assert [there for there, _status in answer.redirect_chain] in ([], [path])
    assert client.head(followed).status_code in (200, 302)
    # The same may be pasted where the code is asked for.
    pasted = post(client, f"http://localhost{followed}")
    assert pasted["Location"] == path


@pytest.mark.parametrize(
    "end", [".", ")", "%3E", ">", '"', "%E2%80%9D", ",", "%0A", "]"]
)
def test_other_addresses_of_our_mails_lead_on_too(client, end):
    for path in ("/en/k/", "/en/sign/", "/sw/"):
        for followed in (f"{path}{end}", f"{path[:-1]}{end}"):
            answer = client.get(followed, follow=True)
            assert answer.status_code in (200, 404), followed
            assert answer.wsgi_request.path == path, followed
    assert client.get(f"/en/nowhere/{end}", follow=True).status_code == 404
    # Nobody is led to another site.
    assert middleware.without_additions(f"//evil.example/{end}") == ""


def test_a_token_is_kept_nowhere():
    link = links.make("tests.open", 7, "en")
    token = link.code.replace("-", "")
    assert token in link.url
    kept = " ".join(map(str, Link.objects.values_list().get()))
    assert token not in kept
    assert token not in repr(link)


@pytest.mark.parametrize(
    "change",
    [
        str.lower,
        lambda code: code.replace("-", " "),
        lambda code: f"  {code.replace('-', ' – ')}\n",
        lambda code: code.translate({c: c + 0xFEE0 for c in range(0x21, 0x7F)}),
        lambda code: code.replace("0", "o").replace("1", "l"),
        lambda code: code.replace("0", "O").replace("1", "I"),
    ],
)
def test_a_code_is_read_however_it_is_typed(change):
    for _ in range(5):
        code = links.make("tests.open", 7, "en").code
        assert links.find_link(change(code)).about_id == 7


@pytest.mark.parametrize(
    "text", ["", "x", "U" * 16, "A" * 17, "\ud800" * 16, "ﷺ" * 90, "A" * 10_000_000]
)
def test_what_is_no_code_finds_nothing(text):
    assert links.find_link(text) is None


def test_all_links_of_a_mail_that_was_sent_twice_work_until_revoked(client):
    made = [links.make("tests.open", 7, "en") for _ in range(2)]
    other = links.make("tests.open", 8, "en")
    assert all(client.get(path_of(link)).status_code == 200 for link in made)
    links.revoke("tests.open", 7)
    assert all(client.get(path_of(link)).status_code == 404 for link in made)
    assert client.get(path_of(other)).status_code == 200


def test_an_expired_link_says_so(client):
    link = links.make("tests.open", 7, "en")
    again = links.make("tests.again", 7, "en")
    expire()
    assert links.find_link(link.code).is_expired
    answer = client.get(path_of(link))
    assert answer.status_code == 410
    assert "This link has expired" in answer.content.decode()
    assert client.get(path_of(again)).content == b"Ask again."
    assert links.purge_expired() == 0
    Link.objects.update(expires_at=timezone.now() - timedelta(days=31))
    assert links.purge_expired() == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_unknown_link_asks_for_the_code(client, language):
    answer = client.get(f"/{language}/k/0000000000000000/")
    assert answer.status_code == 404
    assert 'name="code"' in answer.content.decode()


def test_the_link_of_an_app_that_is_gone_is_unknown(client):
    link = links.make("tests.open", 7, "en")
    del links.purposes["tests.open"]
    assert client.get(path_of(link)).status_code == 404
    assert links.find_link(link.code)
    assert "error-summary" in post(client, link.code).content.decode()


def post(client: Client, code: str) -> HttpResponse:
    return client.post("/en/k/", {"code": code})


def test_a_code_leads_to_its_link(client):
    link = links.make("tests.open", 7, "en")
    answer = post(client, link.code.lower().replace("-", " "))
    assert answer.status_code == 302
    assert answer.url == path_of(link)


@pytest.mark.parametrize("code", ["", "AAAA-BBBB", "<b>", "A" * 1000, "\x00"])
def test_a_wrong_code_is_answered_in_words(client, code):
    answer = post(client, code)
    html = answer.content.decode()
    assert answer.status_code == 200
    assert re.search(r"<title>Error: ", html)
    assert 'class="error-summary" role="alert"' in html
    assert '<a href="#id_code">' in html
    field = re.search(r'<input[^>]*name="code"[^>]*>', html)[0]
    assert 'aria-invalid="true"' in field
    assert 'aria-describedby="id_code_helptext id_code_error"' in field
    assert "<b>" not in html


def test_codes_cannot_be_guessed(client, settings):
    settings.RATE_RULES = {"code": {"network": [(3, 600)]}}
    link = links.make("tests.open", 7, "en")
    for _ in range(3):
        assert post(client, "AAAA-BBBB-CCCC-DDDD").status_code == 200
    answer = post(client, link.code)
    assert answer.status_code == 429
    assert "Too many attempts" in answer.content.decode()
    assert link.code in answer.content.decode(), "The answer is kept."


def test_the_form_of_codes_is_sent_from_our_pages_alone():
    client = Client(enforce_csrf_checks=True)
    silent = post(client, "AAAA-BBBB-CCCC-DDDD")
    assert silent.status_code == 403
    # Asked once more, with what was entered.
    assert "AAAA-BBBB-CCCC-DDDD" in silent.text
    assert 'name="asked"' in silent.text
    foreign = Client(headers={"origin": "https://evil.example"})
    assert "AAAA" not in post(foreign, "AAAA-BBBB-CCCC-DDDD").text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Not Found: /en/k/ABCD/", "Not Found: /en/k/…/"),
        ("Gone: /zh-hans/k/ABCD EFGH", "Gone: /zh-hans/k/…"),
        ('"GET /en/k/ABCD/ HTTP/1.1" 200', '"GET /en/k/…/ HTTP/1.1" 200'),
        ("<WSGIRequest: GET '/ar/k/ABCD/?x=y'>", "<WSGIRequest: GET '/ar/k/…'>"),
        ("/en/k/", "/en/k/…"),
        ('Not Found: /en/k/"ABCD', "Not Found: /en/k/…"),
        ("Not Found: /EN/K/ABCD/", "Not Found: /EN/K/…/"),
        ("GET /http%3A%2F%2Fx%2Fen%2Fk%2FABCD%2F HTTP/1.1", None),
        ('"GET /en/%6B/ABCD/?utm=x HTTP/1.1" 200', None),
        ("/en/news/", "/en/news/"),
    ],
)
def test_a_log_line_shows_no_token(text, expected):
    assert "ABCD" not in redact(text)
    assert expected is None or redact(text) == expected


def test_nothing_that_is_logged_shows_a_token(client, settings):
    link = links.make("tests.open", 7, "en")
    token = link.code.replace("-", "")
    expire()
    lines = []

    class Printer(logging.StreamHandler):
        def emit(self, record):
            lines.append(self.format(record))

    printer = Printer()
    printer.addFilter(RedactPrivateLinks())
    root = logging.getLogger()
    root.addHandler(printer)
    try:
        client.get(path_of(link))
        client.get(path_of(link).replace("/en/", "/xx/"))
        try:
            raise ValueError(f"no page at {path_of(link)}")
        except ValueError:
            logging.getLogger("django.request").exception("At %s", path_of(link))
    finally:
        root.removeHandler(printer)
    assert len(lines) >= 3
    assert token not in "\n".join(lines)


def test_every_handler_hides_private_links(settings):
    for handler in settings.LOGGING["handlers"].values():
        assert "private_links" in handler["filters"]
    # Django's own would print them, and mail them to ADMINS.
    assert settings.LOGGING["loggers"]["django"]["handlers"] == []
    assert settings.LOGGING["loggers"]["django.server"]["handlers"] == ["server"]
