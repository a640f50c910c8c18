"""One mailbox has one spelling, and nothing that anybody types is an error."""

from time import perf_counter

import pytest
from django.test import RequestFactory
from hypothesis import example, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from limits.networks import client_ip, network_of
from openheritage.addresses import (
    address_key,
    canonical,
    domain_of,
    is_disposable,
    is_webmail,
)
from openheritage.pseudonyms import key

LETTERS = st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=1, max_size=10)
FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("Director@Museum.Example", "director@museum.example"),
        (" director@museum.example ", "director@museum.example"),
        ("director@museum.example.", "director@museum.example"),
        ("ｄｉｒｅｃｔｏｒ＠ｍｕｓｅｕｍ．ｅｘａｍｐｌｅ", "director@museum.example"),
        ("info@Müseum.example", "info@xn--mseum-kva.example"),
        ("info@XN--MSEUM-KVA.example", "info@xn--mseum-kva.example"),
        ("info@straße.example", "info@xn--strae-oqa.example"),
        ("info@متحف.example", "info@xn--pgbg4dn.example"),
        ("a.b+c@museum.example", "a.b+c@museum.example"),
        ("a.b+c@gmail.com", "ab@gmail.com"),
        ("A.B@GoogleMail.com", "ab@gmail.com"),
        ("a.b+c@outlook.com", "a.b@outlook.com"),
        ("a.b+c@proton.me", "a.b@proton.me"),
        ("a+b@fastmail.com", "a@fastmail.com"),
        ("a+b@yahoo.com", "a+b@yahoo.com"),
        ("متحف@museum.example", "متحف@museum.example"),
    ],
)
def test_a_mailbox_has_one_spelling(address, expected):
    assert canonical(address) == expected
    assert canonical(expected) == expected


@pytest.mark.parametrize(
    "text",
    [
        *("", "@", "a@", "@b.example", "a b@c.example", "a@b", "a@localhost"),
        *("a@1.2.3.4", "a@[192.0.2.1]", "a@-b.example", "a@b..example", "a@xn--.com"),
        *(".a@b.example", "a.@b.example", "a..b@c.example", '"a"@b.example'),
        *("a\ud800@b.example", "a@\udfff.example", "a\u202e@b.example"),
        *("a\x00@b.example", "a\nBcc: c@d.example", "a\u200b@b.example"),
        *("+tag@gmail.com", "...@gmail.com", "a,b@c.example", "a@b@c.example"),
        *("<a@b.example>", "a" * 65 + "@b.example", "a@" + "b" * 64 + ".example"),
    ],
)
def test_what_is_no_address_is_refused(text):
    with pytest.raises(ValueError, match=r"^This is no mail address\.$") as caught:
        canonical(text)
    assert caught.value.__cause__ is None, "It would repeat the address."


@pytest.mark.parametrize(
    "text",
    [
        # No mail ever reaches these domains (RFC 6761, 6762, 7686).
        *("a@b.test", "a@b.invalid", "a@b.local", "a@b.localhost", "a@b.onion"),
        # No top-level domain ends in a digit; "--" there is kept for IDNA.
        *("a@b.c1", "a@ab--c.example"),
        # Some screens would show it as אב.1.example, which is another domain.
        "a@1.אב.example",
        # It would be shown as a part of what stands before it.
        "\u0301a@b.example",
        # More bytes than SMTP takes for all of an address.
        "a" * 64 + "@" + ".".join(["b" * 63] * 3),
        "é" * 33 + "@b.example",
        # Allowed by some, and written by nobody.
        *("A <a@b.example>", '"a b"@c.example', "a@[IPv6:::1]"),
    ],
)
def test_an_address_is_refused_that_could_be_written_and_reaches_nobody(text):
    with pytest.raises(ValueError, match="no mail address"):
        canonical(text)


@pytest.mark.parametrize(
    "text",
    [
        *("o'neill@b.example", "a/b=c@d.example", "{a|b}~!#$%&*?^`@c.example"),
        *("a@b-c.example", "a@b.xn--p1ai", "é" * 32 + "@b.example"),
        *("a@b.c.d.e.f.example", "1@2.example", "a@3com.example"),
    ],
)
def test_an_address_is_taken_however_odd_it_looks(text):
    assert canonical(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "a" * 10_000_000,
        "a@" + "b." * 5_000_000,
        "ﷺ" * 1_000_000 + "@b.example",
        "a@" + "ü" * 1_000_000,
        "a@" + "\u0661" * 390,
        "@" * 1_000_000,
    ],
)
def test_a_huge_text_takes_no_time(text):
    start = perf_counter()
    with pytest.raises(ValueError, match="no mail address"):
        canonical(text)
    assert perf_counter() - start < 0.5


@effort(max_examples=300, deadline=None)
@given(st.text(st.characters(), max_size=60) | st.emails())
@example("ﬀ@ﬀ.example")
@example("ΐ@b.example")
@example("İ@İ.example")
def test_any_text_has_one_spelling_or_none(text):
    try:
        spelling = canonical(text)
    except ValueError:
        return
    assert canonical(spelling) == spelling
    assert domain_of(text).isascii()


@effort(max_examples=100, deadline=None)
@given(LETTERS, LETTERS, st.data())
def test_case_and_width_never_count(local, name, data):
    address = f"{local}@{name}.example"
    variants = [address.upper(), address.title(), address.translate(FULL_WIDTH)]
    variant = data.draw(st.sampled_from(variants))
    assert canonical(variant) == canonical(address)


@effort(max_examples=100, deadline=None)
@given(st.lists(LETTERS, min_size=2, max_size=4), LETTERS)
def test_dots_and_tags_count_unless_a_provider_ignores_them(parts, tag):
    dotted, plain = ".".join(parts), "".join(parts)
    assert canonical(f"{dotted}+{tag}@gmail.com") == canonical(f"{plain}@gmail.com")
    for domain in ("museum.example", "yahoo.com"):
        spellings = {canonical(f"{text}@{domain}") for text in (dotted, plain)}
        spellings.add(canonical(f"{plain}+{tag}@{domain}"))
        assert len(spellings) == 3


def test_a_key_tells_nothing_and_serves_one_purpose(settings):
    mailbox = address_key("A.B+c@gmail.com")
    assert mailbox == address_key("ab@googlemail.com")
    assert len(mailbox) == 64
    assert key("ab@gmail.com", "address") == mailbox != key("ab@gmail.com", "link")
    assert len(key("\ud800", "address")) == 64
    settings.PSEUDONYM_KEY = "another"
    assert address_key("ab@gmail.com") != mailbox


def test_disposable_domains_are_known_with_all_below_them():
    assert is_disposable("mailinator.com")
    assert is_disposable("eu.mailinator.com")
    assert not is_disposable("museum.example")
    assert not is_disposable("notmailinator.com.example")


def test_webmail_is_known():
    assert is_webmail("googlemail.com")
    assert not is_webmail("museum.example")


@pytest.mark.parametrize(
    ("ip", "network"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("[2001:db8:1:2::1]:443", "2001:db8:1:2::/64"),
        ("192.0.2.1:443", "192.0.2.1"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
        ("unix:", ""),
        ("1" * 100_000, ""),
    ],
)
def test_a_visitor_has_a_network(ip, network):
    assert network_of(ip) == network


@pytest.mark.parametrize(
    ("proxies", "header", "expected"),
    [
        (0, "192.0.2.9", "192.0.2.1"),
        (1, "", "192.0.2.1"),
        (1, "198.51.100.7", "198.51.100.7"),
        (1, "192.0.2.66, 198.51.100.7", "198.51.100.7"),
        (2, "192.0.2.66, 198.51.100.7, 203.0.113.5", "198.51.100.7"),
        (2, "198.51.100.7", "192.0.2.1"),
        (1, "rubbish", "192.0.2.1"),
        (1, "192.0.2.66, ", "192.0.2.1"),
        (1, "2001:db8::7", "2001:db8::7"),
    ],
)
def test_only_what_our_proxies_saw_is_believed(settings, proxies, header, expected):
    settings.TRUSTED_PROXIES = proxies
    headers = {"X-Forwarded-For": header} if header else {}
    request = RequestFactory(headers=headers, REMOTE_ADDR="192.0.2.1").get("/")
    assert client_ip(request) == expected
