"""Both parts of a mail say the same, in the reader's language, and nothing else."""

import re
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from django.core.mail import EmailMultiAlternatives

from correspondence.emails import compose, kinds
from correspondence.models import Message
from openheritage.names import bcp47, direction

from ..conftest import LANGUAGES

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("letters")]

OWN = "http://localhost/en/k/"


def parse(composed: EmailMultiAlternatives) -> EmailMessage:
    return message_from_bytes(composed.message().as_bytes(), policy=policy.default)


def parts(message: Message) -> tuple[str, str]:
    mail = parse(compose(message))
    assert mail.get_content_type() == "multipart/alternative"
    text, html = mail.iter_parts()
    assert html.get_content_type() == "text/html"
    return text.get_content(), html.get_content()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_mail_speaks_the_language_of_its_reader(write_letter, language):
    text, html = parts(write_letter(language=language))
    opening = f'<html lang="{bcp47(language)}" dir="{direction(language)}">'
    assert opening in html
    assert f"http://localhost/{language}/k/" in text
    if language != "en":
        assert "Continue:" not in text


def test_the_headers_are_those_of_a_machine_that_can_be_answered(
    write_letter, settings
):
    settings.REPLY_TO = "office@example.org"
    settings.DEFAULT_FROM_EMAIL = "Open Heritage <noreply@example.org>"
    message = write_letter()
    mail = parse(compose(message))
    assert mail["To"] == "one@example.org"
    assert mail["From"] == "Open Heritage <noreply@example.org>"
    assert mail["Reply-To"] == "office@example.org"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert re.fullmatch(r"<[0-9a-f]{32}@localhost>", mail["Message-ID"])
    assert parse(compose(message))["Message-ID"] == mail["Message-ID"]
    assert parse(compose(write_letter()))["Message-ID"] != mail["Message-ID"]


def test_the_subject_is_one_line_without_tricks(write_letter):
    name = "A\u202egnol\r\nBcc: other@example.org\x07 <b>&</b>"
    mail = parse(compose(write_letter(name=name)))
    assert mail["Subject"] == "News for Agnol"
    assert mail["Bcc"] is None
    assert mail["To"] == "one@example.org"


def test_long_lines_are_wrapped_and_addresses_are_not(write_letter):
    text, _html = parts(write_letter())
    lines = text.splitlines()
    assert all(len(line) <= 76 for line in lines if "://" not in line)
    (address,) = [line for line in lines if line.startswith(OWN)]
    assert address.endswith("0123456789/")
    assert "\n- first, with" in text
    assert "\n  go on in" in text or re.search(r"\n  \w", text), "Items hang."


def test_names_of_strangers_are_words_and_nothing_else(write_letter):
    name = "archive.org <script>alert(1)</script> & http://evil.example/ “q”"
    lines = "\n".join(
        [
            "http://evil.example/",
            "http://localhost.evil.example/en/",
            "http://localhost@evil.example/",
            "http://localhost/ http://evil.example/",
            "javascript:alert(1)",
        ]
    )
    text, html = parts(write_letter(name=name, lines=lines))
    assert name.split(" & ")[0] in text.replace("\n", " ")
    assert "&amp;" not in text
    assert "<script" not in html
    assert "archive.org &lt;script&gt;" in html
    for address in re.findall(r'href="([^"]*)"', html):
        assert address.startswith("http://localhost/"), address
        assert "evil" not in address


def test_only_our_own_addresses_are_links(write_letter):
    _text, html = parts(write_letter())
    addresses = re.findall(r'href="([^"]*)"', html)
    assert len(addresses) == 2
    assert addresses[0].startswith(OWN)
    assert addresses[1] == "http://localhost/en/"
    assert not re.search(r"<(?:img|script|link|iframe)\b", html)


def test_arabic_runs_from_the_right_around_a_latin_name(write_letter):
    name = "Museum (Cairo)\u202e\u2066!"
    text, html = parts(write_letter(language="ar", name=name))
    assert html.count('dir="rtl"') == 2
    assert html.count('dir="ltr"') == 2, "Addresses run from the left."
    assert "Museum (Cairo)" in text
    assert "\u202e" not in text + html


def test_the_foot_says_why_one_was_written_to(write_letter):
    text, _html = parts(write_letter(address="one@example.org"))
    assert "this address was given on the site" in " ".join(text.split())
    # The hash may be gone when it is sent again.
    text, _html = parts(write_letter())
    assert "this address was given on the site" in " ".join(text.split())
    message = write_letter()
    message.kind = "tests.staff_letter"
    text, _html = parts(message)
    assert "you work on the site" in " ".join(text.split())


def test_what_no_mail_can_hold_does_no_harm(write_letter):
    message = write_letter()
    message.data["name"] = "half \ud800 of a letter\x00"
    text, html = parts(message)
    assert "half  of a letter" in text
    assert "half  of a letter" in html


def test_a_mail_without_a_subject_is_a_mistake(write_letter, tmp_path, settings):
    (tmp_path / "bad.txt").write_text("Dear {{ name }},\n\nhello")
    templates = [dict(engine) for engine in settings.TEMPLATES]
    templates[0]["DIRS"] = [tmp_path]
    settings.TEMPLATES = templates
    letter = kinds()["tests.letter"]
    message = write_letter()
    letter.template = "bad.txt"
    try:
        with pytest.raises(ValueError, match=r"bad\.txt must begin"):
            compose(message)
    finally:
        del letter.template
