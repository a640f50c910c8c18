"""Whatever is posted to the forms, the answer is in words and never our mistake."""

import time

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from openheritage import websites
from openheritage.fields import Line, Mailbox, Website, Words
from signatures.models import Signature
from tests.signing import (
    EMAIL,
    answers,
    fill_in,
    hidden,
    press,
    sign,
)

FORM = "/en/sign/"

BAD_NAMES = {
    "nul": "Muse\0um",
    "control": "Museum \x1b[31m",
    "override": "Museum \u202egro.evil",
    "isolate left open": "Museum \u2067evil",
    "closed before it opens": "Museum \u2069evil\u2067",
    "scheme": "Museum https://evil.example",
    "full width scheme": "Museum ｈｔｔｐ：／／evil",
    "www": "WWW.museum.example",
    "digits": "1234",
    "nothing seen": "\u200b\u3164\u2800",
    "joiners": "\u200d\u200c\u200d",
    "joiners apart": "\u200d \u200d",
    "private use": "Museum \ue000",
    "lost": "Museum \ufffd",
    "noncharacter": "Museum \uffff",
    "long": "M" * 256,
    "endless": "M" * 400_000,
    "white": " \t\n\u3000",
    "element": "<b>Museum</b>",
    "opened": "Museum <img src=x onerror=alert(1)",
    "closed": "Museum -->",
    "entity": "Museum &lt;b&gt;",
    "number of a letter": "Museum &#x3C;script",
    "full width element": "＜script＞Museum",
}
GOOD_NAMES = {
    "archive.org": "archive.org",
    "  Museum\tof\n  Sand ": "Museum of Sand",
    "Musée des Arts": "Musée des Arts",
    "می‌خواهم": "می\u200cخواهم",
    "क्‍ष": "क्\u200dष",
    "Muse\u200d\u200d\u200dum": "Muse\u200dum",
    "\u200fمتحف\u200e": "متحف",
    "Museum \u2067متحف\u2069": "Museum متحف",
    "\u202bمتحف \u2068Museum\u2069\u202c": "متحف Museum",
    "\u202d\u202eמוזיאון\u202c\u202c": "מוזיאון",
    "Mu\u00adse\u200bum\ufeff": "Museum",
    "葛\U000e0100飾区": "葛\U000e0100飾区",
    "Museum 🎈": "Museum 🎈",
    "AT&T; R&D, Fish&chips": "AT&T; R&D, Fish&chips",
    "M" * 255: "M" * 255,
}

BAD_SITES = [
    *("museum", "localhost", "192.0.2.1", "https://192.0.2.1/", "[::1]", "http://"),
    *("javascript:alert(1)", "javascript://museum.example/%0aalert(1)", "data:x,y"),
    *("ftp://museum.example", "https://user:secret@museum.example", "a@b.example"),
    *("https://museum.example\\@evil.example", "museum .example", "-museum.example"),
    *("museum..example", "https://museum.example:99999", "https://[museum.example"),
    *("mu\u202eseum.example", "museum.example/\0", "https:///museum.example"),
    *("a" * 300 + ".example", "https://museum.example/" + "a" * 300, "xn--a.example"),
    # Where no public site is.
    *("museum.local", "https://museum.onion", "museum.test"),
    # What ends a line or a tag wherever it is shown.
    'https://museum.example/"><script>alert(1)</script>',
    *("https://museum.example/%0d%0aSet-Cookie:x=1", "https://museum.example/a\r\nb"),
    *(
        "https://museum.example/?a=%00",
        "https://museum.example/#%1b",
        "museum.example/%C2%85",
    ),
    *(
        "https://museum.example/\\evil",
        "museum.example/＜b＞",
        "https://museum.example:0",
    ),
    *("museum.example, other.example", "https://museum.example/ https://b.example"),
    *("https://museum.ex_ample", "https://user_a@museum.example", "//museum.example"),
    *("https://0x7f.1", "https://127.1", "https://2130706433", "https:museum.example"),
]
GOOD_SITES = {
    "museum.example": "https://museum.example",
    " HTTP://Museum.Example/Path ": "http://museum.example/Path",
    "ｍｕｓｅｕｍ．ｅｘａｍｐｌｅ": "https://museum.example",
    "музей.рф": "https://музей.рф",
    "博物館.例え": "https://博物館.例え",
    "https://museum.example:8443/a?b=c": "https://museum.example:8443/a?b=c",
    "xn--e1afmkfd.example": "https://xn--e1afmkfd.example",
    "city_museum.example.org/a b": "https://city_museum.example.org/a%20b",
    "museum.example/коллекция?ид=1#あ": "https://museum.example/коллекция?ид=1#あ",
    "museum.example/%D0%BA/%e9": "https://museum.example/%D0%BA/%e9",
    "museum.example/100%/{a}|[b]^`": "https://museum.example/100%25/%7Ba%7D%7C%5Bb%5D%5E%60",
    "https://museum.example:/a;b=1": "https://museum.example/a;b=1",
    "museum.example/;=HYPERLINK(1)": "https://museum.example/%3B=HYPERLINK(1)",
    "https://www.google.com/maps/@41.38,-2.17,17z": (
        "https://www.google.com/maps/@41.38,-2.17,17z"
    ),
}

BAD_ADDRESSES = [
    *("museum.example", "@museum.example", "a@", "a b@museum.example", "a@b"),
    *("a@[192.0.2.1]", "a@museum.example\nBcc: b@c.example", "a@mus\0eum.example"),
    *("\u202ea@museum.example", "a" * 300 + "@museum.example", "a,b@museum.example"),
]


@pytest.mark.parametrize("name", BAD_NAMES.values(), ids=BAD_NAMES)
def test_a_name_that_tricks_is_refused(name):
    with pytest.raises(ValidationError) as caught:
        Line(max_length=255).clean(name)
    assert len(caught.value.messages) == 1
    assert "Mus" not in caught.value.messages[0]


@pytest.mark.parametrize(("name", "kept"), GOOD_NAMES.items())
def test_a_name_in_any_script_gets_one_spelling(name, kept):
    assert Line(max_length=255).clean(name) == kept


@given(st.text())
@settings(max_examples=200, deadline=None)
def test_a_cleaned_text_stays_as_it_is(text):
    for field in (Line(max_length=255), Words(max_length=1500)):
        try:
            once = field.clean(text)
        except ValidationError:
            continue
        assert field.clean(once) == once
        assert once.encode()


@given(st.text() | st.from_regex(r"(https?://)?[^/ ]{1,20}\.[a-zé]{2,6}[/?#:]?.{0,9}"))
@settings(max_examples=200, deadline=None)
def test_nothing_breaks_a_website_or_an_address(text):
    for field in (Website(), Mailbox()):
        try:
            once = field.clean(text)
        except ValidationError:
            continue
        assert field.clean(once) == once


@pytest.mark.parametrize("site", BAD_SITES)
def test_a_website_that_is_none_is_refused(site):
    with pytest.raises(ValidationError):
        Website().clean(site)


def test_a_website_without_an_end_is_refused_at_once():
    before = time.process_time()
    text = f"museum.example{';' * 200_000}a"
    with pytest.raises(ValidationError) as caught:
        Website().clean(text)
    assert [error.code for error in caught.value.error_list] == ["max_length"]
    assert not websites.has_another(text)
    # Looked at from each sign anew, it would take minutes.
    assert time.process_time() - before < 10


@pytest.mark.parametrize(("site", "kept"), GOOD_SITES.items())
def test_a_website_may_leave_out_its_scheme(site, kept):
    assert Website().clean(site) == kept


@pytest.mark.parametrize("address", BAD_ADDRESSES)
def test_an_address_that_is_none_is_refused(address):
    with pytest.raises(ValidationError):
        Mailbox().clean(address)


def test_an_address_in_full_width_is_understood():
    assert (
        Mailbox().clean("ａｄａ＠ｍｕｓｅｕｍ．ｅｘａｍｐｌｅ") == "ada@museum.example"
    )


@pytest.fixture
def visitor(db) -> Client:
    """Is shown an error 500 instead of its exception, like a browser."""
    return Client(raise_request_exception=False)


@pytest.mark.parametrize("value", BAD_NAMES.values(), ids=BAD_NAMES)
def test_no_answer_breaks_a_step(visitor, value):
    first = dict.fromkeys(("name", "name_latin", "kind", "country", "website"), value)
    second = dict.fromkeys(("signer", "job_title", "email", "topic"), value)
    page = press(visitor, visitor.get(FORM), "continue", **answers() | first)
    last = press(visitor, fill_in(visitor), "send", comment=value)
    for answer in (page, fill_in(visitor, **second), last):
        assert answer.status_code == 200
        assert len(answer.content) < 150_000


@pytest.mark.parametrize("language", ["en", "ar"])
def test_what_is_refused_is_shown_again_and_can_be_corrected(visitor, language):
    page = fill_in(visitor, language, signer="Ada \u202e", email="ada")
    assert hidden(page, "step") == "person"
    page = press(visitor, page, "continue", language, **answers())
    assert hidden(page, "step") == "check"


def test_a_comment_compares_numbers_and_holds_no_html():
    field = Words(max_length=1500)
    assert field.clean("3 < 5 and we <3 it -> yes") == "3 < 5 and we <3 it -> yes"
    for words in ("Yes <b>we</b> do", "a\n< script>", "<!-- a", "A &amp; B"):
        with pytest.raises(ValidationError, match="all other HTML"):
            field.clean(words)


def test_a_comment_may_be_1500_characters_long(visitor):
    lines = "\r\n".join(["x" * 99] * 15)
    sign(visitor, comment=lines)
    kept = Signature.objects.get(people__email=EMAIL).comment
    assert len(kept) == 15 * 99 + 14
    long = {"comment": "x" * 1501, "name": "Museum of Sand"}
    page = sign(visitor, **long)
    assert "Use at most 1,500 characters. You have " in page.text


@pytest.mark.parametrize(
    "extra",
    [
        {"go": "\0"},
        {"go": "x" * 100_000},
        {"step": "../../etc"},
        {"step": "check", "answers": "x" * 1_000_000},
        {"answers": "\ufffd:\0:é"},
        {f"field{number}": "x" for number in range(3_000)},
        {"kind": ["institution"] * 500},
        {"name": ["a", "b", "c"]},
    ],
    ids=lambda extra: f"{next(iter(extra))}",
)
def test_nothing_that_is_posted_breaks_the_form(visitor, extra):
    assert visitor.post(FORM, answers() | extra, follow=True).status_code == 200


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"name=\xff\xfe&go=continue", "application/x-www-form-urlencoded"),
        (b"name=%ED%A0%80&go=continue", "application/x-www-form-urlencoded"),
        (b"name=%00", "application/x-www-form-urlencoded"),
        (b"\x00\x01\x02", "application/x-www-form-urlencoded; charset=utf-16"),
        (b"", "application/x-www-form-urlencoded; charset=nope"),
        (b"{}", "application/json"),
        (b"--x", "multipart/form-data; boundary=x"),
        (b"", "multipart/form-data"),
        (b"&" * 20_000, "application/x-www-form-urlencoded"),
        (b"a=1&" * 20_000, "application/x-www-form-urlencoded"),
        (b"name=" + b"x" * 3_000_000, "application/x-www-form-urlencoded"),
    ],
)
def test_no_body_breaks_the_form(visitor, body, content_type):
    for path in (FORM, "/en/sign/link/"):
        response = visitor.generic("POST", path, body, content_type)
        assert response.status_code in (200, 302, 307, 400, 413)
        if response.status_code == 307:
            again = response["Location"]
            response = visitor.generic("POST", again, body, content_type)
        if response.status_code == 302:
            assert visitor.get(response["Location"]).status_code == 200


@pytest.mark.parametrize(
    "charset",
    [
        *("utf-8", "utf-16", "utf-7", "unicode_escape"),
        # Codecs of Python's that are no encodings of text.
        *("hex", "rot13", "punycode", "undefined", "idna"),
    ],
)
def test_no_encoding_breaks_the_form(visitor, charset):
    body = (
        b'--x\r\nContent-Disposition: form-data; name="name"\r\n\r\n'
        b"\\ud800 +2AA- \xd8\x00\r\n--x--\r\n"
    )
    content_type = f"multipart/form-data; boundary=x; charset={charset}"
    response = visitor.generic("POST", FORM, body, content_type)
    assert response.status_code in (302, 307, 400)
    assert visitor.get("/en/sign/organisation/").status_code == 200
