"""Reviewers decide on a signature's page, and the page shows what they need."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale

from correspondence.models import Message
from events.deeds import NotNowError
from events.models import Event
from openheritage import languages
from organisations.models import Organisation
from register.models import RegisterEntry
from review import decide
from signatures import signing
from signatures.models import Signature
from statement.models import StatementText, StatementVersion
from tests.conftest import add_language
from tests.signing import EMAIL, hidden, letters, make_published, make_signature

pytestmark = pytest.mark.django_db

State = Signature.State


def page_of(signature):
    return reverse("signatures_review:inspect", args=[signature.pk])


@pytest.fixture
def reviewer(sign_in):
    return sign_in("reviewer")


def decide_on(client, signature, action, **fields):
    if action == "publish":
        now = Signature.objects.get(pk=signature.pk)
        fields.setdefault("seen", decide.facts_seen(now))
    data = {f"{action}-{name}": value for name, value in fields.items()}
    response = client.post(page_of(signature), {"action": action, **data}, follow=True)
    assert response.status_code == 200
    signature.refresh_from_db()
    signature.__dict__.pop("signatory", None)
    return response.text


def mails(signature, kind):
    return Message.objects.about("signature", signature.pk).filter(
        kind=f"signatures.{kind}"
    )


def other_version(text):
    version = StatementVersion.objects.create(
        translation_key=text.version.translation_key, number=99
    )
    return StatementText.objects.create(
        version=version, locale=text.locale, text="\tOther\n"
    )


def test_publishing_makes_an_organisation_of_its_facts(reviewer):
    signature = make_signature(State.WAITING)
    decide_on(reviewer, signature, "publish", organisation="new")
    assert signature.is_published
    assert signature.organisation.name == signature.name
    assert RegisterEntry.objects.last().event == "published"
    assert mails(signature, "published").count() == 1
    event = Event.objects.about("signature", signature.pk).first()
    assert (event.verb, event.actor.username) == ("published", "reviewer")


def test_under_an_organisation_that_exists_a_signature_keeps_its_own_name(reviewer):
    organisation = Organisation.objects.create(
        name="Museum of the River", country="NE", website="https://museum.example"
    )
    signature = make_signature(State.WAITING, name="Musée de la rivière")
    html = reviewer.get(page_of(signature)).text
    assert "same domain" in html
    decide_on(reviewer, signature, "publish", organisation=str(organisation.pk))
    assert signature.organisation == organisation
    assert signature.name == "Musée de la rivière"
    assert organisation.name == "Museum of the River"


def test_what_changed_since_the_page_was_shown_is_not_published(reviewer):
    signature = make_signature(State.WAITING, comment="Kind words.")
    seen = hidden(reviewer.get(page_of(signature)), "publish-seen")
    assert seen
    signing.correct(signature, {"comment": "Rude words."})
    html = decide_on(reviewer, signature, "publish", organisation="new", seen=seen)
    assert "This is not possible any more" in html
    assert signature.state == State.WAITING
    decide_on(reviewer, signature, "publish", organisation="new", seen="")
    assert signature.state == State.WAITING


def test_what_is_seldom_done_is_folded_until_something_is_wrong_in_it(reviewer):
    signature = make_signature(State.WAITING)

    def fold(name, page):
        found = re.search(rf'<details[^>]*id="{name}-section"[^>]*>', page.text)
        return "open" if " open" in found[0] else "closed"

    page = reviewer.get(page_of(signature))
    folded = ("amend", "reject", "ask", "merge", "text")
    assert {fold(name, page) for name in folded} == {"closed"}
    data = {"action": "amend", "amend-name": "<b>", "amend-seen": "x"}
    page = reviewer.post(page_of(signature), data)
    assert fold("amend", page) == "open"
    assert fold("reject", page) == "closed"


def test_websites_and_entries_of_the_register_are_links(reviewer):
    signature = make_published(website="https://delta.example/a")
    Organisation.objects.update(ror="https://ror.org/05dxps055", wikidata="Q180")
    html = reviewer.get(page_of(signature)).text
    organisation = reverse(
        "wagtailsnippets_organisations_organisation:edit",
        args=[signature.organisation_id],
    )
    receipt = f"/en/signatures/{signature.reference}/"
    for address in (
        "https://delta.example/a",
        "https://ror.org/05dxps055",
        "https://www.wikidata.org/wiki/Q180",
    ):
        link = f'<a href="{address}" target="_blank" rel="noopener noreferrer nofollow"'
        assert link in html
    for address in (organisation, receipt, "/en/register/"):
        assert f'href="{address}"' in html
    assert receipt in reviewer.get(reverse("signatures_register:index")).text
    # What was entered before websites were looked at so closely.
    Signature.objects.filter(pk=signature.pk).update(website="javascript:alert(1)")
    for url in (page_of(signature), reverse("signatures_review:index")):
        html = reviewer.get(url).text
        assert "javascript:alert(1)" in html
        assert 'href="javascript' not in html


def test_any_other_organisation_can_be_chosen(reviewer):
    organisation = Organisation.objects.create(name="Elsewhere", country="FR")
    signature = make_signature(State.WAITING)
    html = decide_on(reviewer, signature, "publish", organisation="other")
    assert "Choose the organisation." in html
    assert signature.state == State.WAITING
    decide_on(
        reviewer,
        signature,
        "publish",
        organisation="other",
        other=organisation.pk,
    )
    assert signature.organisation == organisation


def test_an_organisation_that_was_not_offered_is_refused(reviewer):
    organisation = Organisation.objects.create(name="Elsewhere", country="FR")
    signature = make_signature(State.WAITING)
    decide_on(reviewer, signature, "publish", organisation=str(organisation.pk))
    assert signature.state == State.WAITING


def test_asking_back_mails_the_reviewers_words(reviewer):
    signature = make_signature(State.WAITING)
    decide_on(reviewer, signature, "ask", words="")
    assert signature.state == State.WAITING
    decide_on(reviewer, signature, "ask", words="Which museum is this?")
    assert signature.state == State.ASKED
    assert mails(signature, "asked").get().data["words"] == "Which museum is this?"
    signing.correct(signature, {}, answer="The one by the river.")
    html = reviewer.get(page_of(signature)).text
    assert "there is one; Signatory data shows it" in html
    assert "The one by the river." not in html


def test_a_question_is_offered_and_mailed_in_the_signatorys_language(reviewer):
    signature = make_signature(State.WAITING, language="ja", name="国立博物館")
    html = reviewer.get(page_of(signature)).text
    assert 'lang="ja" dir="ltr">貴団体の名称は、ラテン文字では' in html
    assert "write in the signatory’s language, Japanese" in html
    assert "there is none: ask for it<" in " ".join(html.split()).replace(" <", "<")
    decide_on(reviewer, signature, "ask", question="latin", words="例：Museum")
    assert signature.state == State.ASKED
    (letter,) = letters()
    assert "ラテン文字ではどのように表記しますか。" in letter.body
    assert "例：Museum" in letter.body


def test_staff_read_in_which_language_a_question_leaves(reviewer):
    signature = make_signature(State.WAITING, language="sw")
    signature.people.update(language="sw")
    languages.change(Locale.objects.get(language_code="sw"), to_open=False)
    html = reviewer.get(page_of(signature)).text
    assert "write in the signatory’s language, English" in html
    assert "Swahili" not in html.partition("write in the signatory")[2][:80]
    # Of a language without words of ours, the question is in the original's.
    add_language("he")
    signature.people.update(language="he")
    html = reviewer.get(page_of(signature)).text
    assert 'lang="he"' not in html


def test_a_name_that_not_everybody_can_read_has_a_hint(reviewer):
    signature = make_signature(State.WAITING, name="国立博物館", country="CN")
    html = reviewer.get(page_of(signature)).text
    assert "a machine would spell “Guo Li Bo Wu Guan”" in html
    Signature.objects.filter(pk=signature.pk).update(name_latin="National Museum")
    assert "there is none" not in reviewer.get(page_of(signature)).text


def test_a_rejection_has_a_reason(reviewer):
    signature = make_signature(State.WAITING)
    assert "Say the reason." in decide_on(reviewer, signature, "reject", reason="other")
    decide_on(reviewer, signature, "reject", reason="")
    assert signature.state == State.WAITING
    decide_on(reviewer, signature, "reject", reason="individual")
    assert signature.state == State.REJECTED
    assert mails(signature, "rejected").get().data["reason"] == "individual"


def test_two_signatures_of_one_organisation_become_one(reviewer):
    first = make_published()
    second = make_signature(State.WAITING, "archive@museum.example")
    assert f"Merge into {first.reference}" in reviewer.get(page_of(second)).text
    decide_on(reviewer, second, "merge", reference=f" {first.reference.lower()} ")
    assert (second.state, second.merged_into) == (State.MERGED, first)


@pytest.mark.parametrize(
    ("prepare", "words"),
    [
        (lambda one: one.reference, "the same signature"),
        (lambda one: "NOTHERE", "no signature with this reference"),
        (
            lambda one: make_signature(text=other_version(one.text)).reference,
            "another version",
        ),
        (lambda one: make_signature(State.WITHDRAWN).reference, "neither published"),
    ],
)
def test_what_cannot_be_merged_is_said_in_words(reviewer, prepare, words):
    signature = make_signature(State.WAITING)
    html = decide_on(reviewer, signature, "merge", reference=prepare(signature))
    assert words in html
    assert signature.state == State.WAITING


@pytest.mark.parametrize("other", ["itself", "another version"])
def test_what_the_form_would_refuse_is_not_merged_by_anybody(other):
    """As when what was chosen changes between the page and the button."""
    signature = make_signature(State.WAITING)
    into = signature
    if other == "another version":
        into = make_signature(State.WAITING, text=other_version(signature.text))
    with pytest.raises(NotNowError):
        decide.merge(signature, into, None)
    signature.refresh_from_db()
    assert (signature.state, signature.merged_into) == (State.WAITING, None)
    assert not mails(signature, "merged")


def test_what_is_released_gets_the_mail_that_was_held_back(reviewer):
    long_ago = timezone.now() - timedelta(days=5)
    signature = make_signature(
        State.QUARANTINED, flags=["network", "honeypot"], created_at=long_ago
    )
    html = reviewer.get(page_of(signature)).text
    assert "too many from this network" in html
    assert not mails(signature, "confirm")
    decide_on(reviewer, signature, "release")
    assert signature.state == State.UNCONFIRMED
    assert mails(signature, "confirm").get().state == Message.State.WAITING
    # It may be confirmed for as many days as any other.
    assert signature.created_at > timezone.now() - timedelta(minutes=1)


def test_a_decision_is_taken_back_and_its_mail_too(reviewer):
    signature = make_signature(State.WAITING)
    decide_on(reviewer, signature, "reject", reason="unknown")
    decide_on(reviewer, signature, "reopen")
    assert signature.state == State.WAITING
    assert mails(signature, "rejected").get().state == Message.State.DROPPED


def test_what_has_been_replaced_cannot_be_taken_back(reviewer):
    signature = make_signature(State.REJECTED, name="One museum")
    make_signature(State.WAITING, name="One museum")
    html = decide_on(reviewer, signature, "reopen")
    assert "has taken its place" in html
    assert signature.state == State.REJECTED


def test_whoever_comes_second_is_told_kindly(reviewer):
    signature = make_signature(State.WAITING)
    decide_on(reviewer, signature, "publish", organisation="new")
    html = decide_on(
        reviewer, signature, "publish", organisation=signature.organisation_id
    )
    assert "This is not possible any more" in html
    entries = RegisterEntry.objects.filter(disclosed__signature=signature)
    assert entries.get().event == "published"


def test_a_correction_is_shown_beside_what_stands_and_accepted(reviewer):
    signature = make_published(name="Old name", kind="institution")
    signing.correct(signature, {"name": "New name", "kind": "government"})
    correction = signature.corrections.get()
    html = reviewer.get(page_of(signature)).text
    for words in ("Old name", "New name", "Institution", "Government"):
        assert words in html
    decide_on(reviewer, signature, "accept", seen=correction.pk)
    assert (signature.name, signature.kind) == ("New name", "government")
    assert RegisterEntry.objects.last().event == "corrected"


def test_a_correction_that_nobody_looked_at_is_not_accepted(reviewer):
    signature = make_published(name="Old name")
    signing.correct(signature, {"name": "New name"})
    seen = signature.corrections.get().pk
    signing.correct(signature, {"name": "Rude name"})
    html = decide_on(reviewer, signature, "accept", seen=seen)
    assert "This is not possible any more" in html
    assert signature.name == "Old name"


def test_a_correction_is_declined_with_words(reviewer):
    signature = make_published(name="Old name")
    signing.correct(signature, {"name": "New name"})
    seen = signature.corrections.get().pk
    decide_on(reviewer, signature, "decline", seen=seen, words="Please write to us.")
    assert signature.name == "Old name"
    assert mails(signature, "declined").get().data["words"] == "Please write to us."


def test_the_page_shows_the_text_signed_and_no_address(reviewer):
    signature = make_signature(State.WAITING, language="fr", comment="Avec joie.\nOui.")
    html = reviewer.get(page_of(signature)).text
    assert signature.text.sha256 in html
    assert f"/fr/statement.txt?text={signature.text.sha256}" in html
    assert "Avec joie.<br>Oui." in html
    assert EMAIL not in html
    for secret in ("Mariama Issoufou", "Director"):
        assert secret not in html


def test_nothing_else_than_a_known_decision_is_done(reviewer):
    signature = make_signature(State.WAITING)
    assert reviewer.post(page_of(signature), {"action": "x"}).status_code == 404
    assert reviewer.post(page_of(signature)).status_code == 404


def test_the_page_asks_the_database_a_bounded_number_of_times(
    reviewer, django_assert_max_num_queries
):
    signature = make_signature(State.WAITING)
    for number in range(10):
        make_signature(State.WAITING, f"x{number}@museum.example")
    reviewer.get(page_of(signature))
    with django_assert_max_num_queries(32):
        reviewer.get(page_of(signature))
