"""The Statement of Commitment is kept and pinned as the Statement is, beside it."""

import hashlib
import re

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.models import Locale, Page

from consents.defaults import make_consents
from home.models import ContentPage
from members import commitment
from members.models import Application, CommitmentPage
from renditions.models import Notice
from statement.models import StatementPage, StatementText, StatementVersion
from tests.conftest import LANGUAGES
from tests.statement.admin import confirm, press_publish_in_translation

from .applying import answers, fields

pytestmark = pytest.mark.django_db

FACTS = {
    "language": "fr",
    "name": "Archives de l’Essai",
    "kind": "institution",
    "sector": "archive",
    "country": "FR",
    "website": "https://archives.example",
    "motivation": "Nous ouvrons.",
}


@pytest.fixture
def page() -> CommitmentPage:
    return CommitmentPage.objects.get(locale=Locale.get_default())


def accept(language: str, **more: str) -> Application:
    _page, text = commitment.shown_in(language)
    return Application.objects.create(text=text, **FACTS | more)


def reword(page: CommitmentPage, words: str, label: str = "1") -> None:
    """Saves a draft in which an article says something else."""
    body = page.body.get_prep_value()
    part = next(part for part in body if part["type"] == "article")
    part["value"] |= {"text": words, "label": label}
    page.body = CommitmentPage.body.field.to_python(body)
    page.save_revision()


def publish(client, page: CommitmentPage, words: str, note: str = ""):
    """As staff do it: the page that says what follows, then its button."""
    reword(page, words)
    revision = Page.objects.get(pk=page.pk).get_latest_revision()
    shown = client.get(reverse("statement_publish", args=[revision.pk]))
    assert shown.status_code == 200
    action = "corrigendum" if note else "publish"
    return shown.text, confirm(client, shown, action, note)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_commitment_is_read_checked_and_joined_in_every_language(client, language):
    html = client.get(f"/{language}/commitment/").text
    page = CommitmentPage.objects.get(locale__language_code=language)
    assert page.formal_title in html
    assert page.notice in html
    digest = re.search(r'<code class="digest"[^>]*>([0-9a-f]{64})<', html)[1]
    served = client.get(f"/{language}/commitment.txt")
    assert hashlib.sha256(served.content).hexdigest() == digest
    kept = client.get(f"/{language}/commitment.txt?text={digest}")
    assert kept.content == served.content
    assert "immutable" in kept["Cache-Control"]
    assert f'filename="commitment-{language}-v1.txt"' in kept["Content-Disposition"]
    assert client.get(f"/{language}/statement.txt?text={digest}").status_code == 404
    assert (
        f"</{language}/commitment.txt>"
        in client.get(f"/{language}/commitment/")["Link"]
    )
    join = client.get(f"/{language}/join/").text
    assert join.count(f'href="/{language}/commitment/"') == 3


def test_join_counts_days_as_the_settings_do(client, settings):
    settings.REVIEW_DAYS, settings.UNCONFIRMED_DAYS = 1, 9
    html = client.get("/en/join/").text
    assert "within 1 working day." in html
    assert "It works for 9 days." in html


def test_a_new_version_leaves_what_was_accepted_and_the_statement_alone(
    client, sign_in, page
):
    accepted = accept("fr").text
    versions = StatementVersion.objects.filter(
        translation_key__in=StatementPage.objects.key()
    )
    files = Notice.objects.count()
    before, done = publish(sign_in("moderator"), page, "We open all of it.")
    assert re.search(r"Applications under review.*?0", before, re.DOTALL)
    assert "Published signatures" not in before, "Nobody signs it."
    assert "it is version 2" in done.text
    assert (versions.count(), Notice.objects.count()) == (1, files)
    assert client.get("/en/commitment.txt?version=2").status_code == 200
    assert client.get("/en/statement.txt?version=2").status_code == 404
    assert "<ins>" in client.get("/en/commitment/changes/").text
    assert "<ins>" not in client.get("/en/statement/changes/").text
    # French readers are told, and what was accepted is there for ever.
    french = client.get("/fr/commitment/").text
    assert "/fr/commitment/changes/?from=1&amp;to=2" in french
    assert client.get(accepted.address).text == accepted.text
    compared = client.get("/fr/commitment/changes/?from=1&to=2")
    assert 'href="#article-1"' in compared.text
    assert commitment.shown_in("fr") == (
        CommitmentPage.objects.get(locale__language_code="fr"),
        accepted,
    )


def test_a_slip_is_corrected_within_its_version(client, sign_in, page):
    old = commitment.shown_in("en")[1]
    publish(sign_in("moderator"), page, "We leave things where they are.", "A slip.")
    new = commitment.shown_in("en")[1]
    assert (new.version, new.note, new.document) == (
        old.version,
        "A slip.",
        "commitment",
    )
    assert "A slip." in client.get("/en/commitment/changes/").text
    french = CommitmentPage.objects.get(locale__language_code="fr")
    assert not StatementText.objects.shown_on(french).is_behind
    # Its translators are not asked for words anew: it can be published at once.
    shown = press_publish_in_translation(sign_in("moderator"), french)
    assert "follow version 1 as before" in shown.text


def test_labels_that_were_accepted_are_given_once_those_of_the_statement_are_free(page):
    clean = CommitmentPage.body.field.stream_block.clean
    assert clean(page.body)
    accept("en")
    assert clean(page.body)
    reword(page, "Other words.", label="9")
    with pytest.raises(ValidationError):
        clean(page.body)


def test_a_commitment_that_is_withdrawn_is_offered_to_nobody(client, sign_in, page):
    text = commitment.shown_in("en")[1]
    french = CommitmentPage.objects.get(locale__language_code="fr")
    french.unpublish()
    assert commitment.shown_in("fr") == (page, text)
    assert client.get("/fr/commitment/").status_code == 200
    page.unpublish()
    assert commitment.shown_in("de") is None
    assert not commitment.is_there()
    assert client.get("/en/commitment.txt").status_code == 404
    assert client.get(text.address).text == text.text
    assert "not open at present" in client.get("/en/join/").text
    kept = sign_in("moderator").post(
        reverse("wagtailadmin_pages:delete", args=[page.pk]), follow=True
    )
    assert kept.status_code == 200
    assert CommitmentPage.objects.filter(pk=page.pk).exists()


def test_join_as_it_stood_before_goes_on(client, home):
    join = ContentPage.objects.child_of(home).get(slug="join")
    body = [part for part in join.body.get_prep_value() if part["type"] != "joining"]
    join.body = ContentPage.body.field.to_python(body)
    join.save_revision().publish()
    html = client.get("/en/join/").text
    assert "Who can join" in html
    assert "working day" not in html


def test_the_commitment_is_found_and_listed_like_any_page(client):
    found = client.get("/en/search/?q=fences").text
    assert "/en/commitment/" in found
    assert "/ja/commitment/" in client.get("/sitemap.xml").text


def test_words_that_change_while_somebody_applies_are_read_once_more(
    client, sign_in, page
):
    make_consents()
    form = fields(client.get("/en/apply/")) | answers() | {"go": "send"}
    french = fields(client.get("/fr/apply/")) | answers() | {"go": "send"}
    publish(sign_in("moderator"), page, "We open all of it.")
    again = client.post("/en/apply/", form)
    assert "worded anew" in again.text
    assert "We open all of it." in again.text
    assert fields(again)["signer"] == form["signer"]
    assert not Application.objects.exists()
    sent = fields(again) | answers() | {"go": "send"}
    assert client.post("/en/apply/", sent).status_code == 302
    assert Application.objects.get().text.version.number == 2
    # The French words are the same, and say that they lag.
    assert "/en/commitment.txt" in client.get("/fr/apply/").text
    assert client.post("/fr/apply/", french | {"name": "Autre"}).status_code == 302
    assert Application.objects.latest("pk").text.version.number == 1
