"""The lists of the admin: what is in them, in which order, and how they leave."""

import csv
import io
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Locale, Page
from wagtail.users.models import UserProfile

from correspondence.models import Message
from openheritage import languages
from organisations.models import Organisation
from register.models import Counting, RegisterEntry
from review import decide
from signatures import signing
from signatures.models import Correction, Signature
from tests.signing import EMAIL, make_published, make_signature, text_in

pytestmark = pytest.mark.django_db

State = Signature.State
INDEX = reverse("signatures_review:index")
ADD = reverse("signatures_review:add")


@pytest.fixture
def reviewer(sign_in):
    return sign_in("reviewer")


@pytest.fixture(autouse=True)
def only_ours(db):
    """The list is tested alone, whatever samples there are."""
    Signature.objects.update(language="xx")


def names(client, query=""):
    response = client.get(f"{INDEX}?language=en&{query}")
    assert response.status_code == 200
    return [row.name for row in response.context["object_list"]]


def make(name, state=State.WAITING, days=0, **facts):
    email = facts.pop("email", f"a{days}@{name.lower()}.example")
    now = timezone.now()
    return make_signature(
        state,
        email,
        name=name,
        created_at=now - timedelta(days=days),
        confirmed_at=now - timedelta(days=days),
        **facts,
    )


def test_the_queue_comes_first_its_oldest_at_the_top(reviewer):
    make("Rejected", State.REJECTED, days=1)
    make("Younger", days=2)
    make("Oldest", days=9)
    make("Unconfirmed", State.UNCONFIRMED, days=0)
    assert names(reviewer) == ["Oldest", "Younger", "Unconfirmed", "Rejected"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("state=quarantined", ["Held"]),
        ("kind=government", ["Ministry"]),
        ("sector=archive", ["Held"]),
        ("country=BR", ["Ministry"]),
        ("flags=network", ["Held"]),
        ("flags=any", ["Held"]),
        ("flags=domain", []),
        ("source=paper", ["Ministry"]),
        ("created_at_to=2020-01-01", []),
        ("q=MINISTRY", ["Ministry"]),
        ("q=held.example", ["Held"]),
        ("q=nothing", []),
        ("q=%00", ["Held", "Ministry"]),
    ],
)
def test_the_list_is_filtered_and_searched(reviewer, query, found):
    make(
        *("Held", State.QUARANTINED),
        sector="archive",
        flags=["network", "disposable"],
        website="https://held.example/",
    )
    make("Ministry", State.REJECTED, kind="government", country="BR", source="paper")
    assert sorted(names(reviewer, query)) == found


def test_the_list_is_searched_by_reference_and_accents_do_not_count(reviewer):
    row = make("Musée")
    assert names(reviewer, f"q={row.reference.lower()}") == ["Musée"]
    assert names(reviewer, "q=musee") == ["Musée"]


def test_the_list_says_whether_the_mail_fits_and_shows_no_address(reviewer):
    make_signature(State.WAITING, EMAIL, flags=["network"])
    html = reviewer.get(INDEX).text
    assert "too many from this network" in html
    assert EMAIL not in html
    assert "Mariama" not in html
    website = '<a href="https://museum.example/" target="_blank" rel="noopener'
    assert website in html


def test_the_list_asks_the_database_a_bounded_number_of_times(
    reviewer, django_assert_max_num_queries
):
    for number in range(12):
        make(f"M{number}", days=number)
    reviewer.get(INDEX)
    with django_assert_max_num_queries(17):
        reviewer.get(INDEX)


def test_the_list_asks_no_more_among_five_thousand(
    reviewer, django_assert_max_num_queries
):
    text = text_in("en")
    Signature.objects.bulk_create(
        Signature(
            name=f"Museum of the {number * 7919 % 5000} Rivers",
            kind="institution",
            sector="museum",
            country="NE",
            website=f"https://m{number}.example/",
            language="en",
            text=text,
            state=State.PUBLISHED,
            duplicate_key=str(number),
            reference=f"R{number:09}",
            signed_on=timezone.now().date(),
        )
        for number in range(5000)
    )
    make("Museum of the 17 Rivers", email="a@gmail.com")
    assert "#twins-section" in reviewer.get(INDEX).text
    with django_assert_max_num_queries(17):
        reviewer.get(INDEX)


def as_opened(response):
    """As a spreadsheet does, which knows UTF-8 by its mark."""
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    text = b"".join(response.streaming_content).decode()
    assert text[0] == "\ufeff"
    return text[1:]


def test_every_list_that_staff_download_opens_in_a_spreadsheet(sign_in, superuser):
    name = "=SUM(A1) 東京"
    Page.objects.filter(slug="join").update(title=name, draft_title=name)
    page = Page.objects.filter(slug="join").first()
    log(instance=page, action="wagtail.edit", user=superuser)
    client = sign_in("root")
    history = as_opened(
        client.get(
            reverse("wagtailadmin_reports:site_history_results"), {"export": "csv"}
        )
    )
    assert "'=SUM(A1) 東京" in history
    ageing = as_opened(
        client.get(
            reverse("wagtailadmin_reports:aging_pages_results"), {"export": "csv"}
        )
    )
    assert "'=SUM(A1) 東京" in ageing


def test_the_export_has_public_facts_and_no_person(reviewer):
    make("=cmd|' /C calc'!A0", email="calc@museum.example", comment="+1 from us")
    make("Musée", State.REJECTED)
    response = reviewer.get(f"{INDEX}?export=csv&language=en")
    assert response["Content-Disposition"].endswith('.csv"')
    text = as_opened(response)
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["name"] for row in rows] == ["'=cmd|' /C calc'!A0", "Musée"]
    assert rows[0]["comment"] == "'+1 from us"
    assert rows[1]["state"] == "rejected"
    for secret in ("Mariama", "Director", "calc@museum.example"):
        assert secret not in text


def test_only_csv_is_exported(reviewer):
    assert reviewer.get(f"{INDEX}?export=xlsx")["Content-Type"].startswith("text/html")


def paper(**changes):
    day = timezone.now().date() - timedelta(days=3)
    return {
        "source": "event",
        "signed_on": day.isoformat(),
        "version": text_in("en").version_id,
        "language": "fr",
        "name": "Archives du Nord",
        "kind": "institution",
        "sector": "archive",
        "country": "CA",
        "website": "city_archives.example",
    } | changes


def test_what_was_signed_on_paper_is_entered_with_its_own_day(reviewer):
    response = reviewer.post(ADD, paper())
    signature = Signature.objects.get(name="Archives du Nord")
    assert response.url == reverse("signatures_review:inspect", args=[signature.pk])
    assert (signature.state, signature.source) == (State.WAITING, "event")
    assert signature.signed_on.isoformat() == paper()["signed_on"]
    assert signature.text.locale.language_code == "fr"
    assert signature.website == "https://city_archives.example"
    assert not signature.people.exists()
    assert "at an event" in reviewer.get(response.url).text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"signed_on": "2999-01-01"}, "in the future"),
        ({"signed_on": "1999-01-01"}, "was not open for signature then"),
        ({"name": "www.archives.example"}, "Leave out web addresses"),
        ({"name": ""}, "This field is required"),
        ({"source": "web"}, "not one of the available choices"),
        ({"language": "xx"}, "not one of the available choices"),
        ({"website": "javascript:alert(1)"}, "Enter a website"),
        ({"website": 'https://x.example/"><script>'}, "Enter a website"),
        ({"name_latin": "<b>Archives</b>"}, "all other HTML"),
        ({"comment": "We <i>sign</i>."}, "all other HTML"),
    ],
)
def test_bad_papers_are_refused_in_words(reviewer, changes, words):
    response = reviewer.post(ADD, paper(**changes))
    assert words in response.text
    assert not Signature.objects.filter(source="event", country="CA").exists()


def test_the_same_paper_is_entered_once(reviewer):
    reviewer.post(ADD, paper())
    response = reviewer.post(ADD, paper(name="ARCHIVES DU NORD"))
    assert "is there already" in response.text
    assert Signature.objects.filter(sort_name="archives du nord").count() == 1


def test_signatures_are_neither_edited_by_form_nor_deleted(sign_in, superuser):
    row = make("Musée")
    client = sign_in("root")
    for path in ("edit", "delete", "copy", "history", "usage"):
        assert client.get(f"{INDEX}{path}/{row.pk}/").status_code == 404


def test_the_register_is_read_only(sign_in, superuser):
    make_published()
    client = sign_in("root")
    url = reverse("signatures_register:index")
    assert RegisterEntry.objects.last().hash in client.get(url).text
    assert client.get(f"{url}new/").status_code == 404


def test_an_organisation_that_has_signed_is_not_deleted(sign_in, superuser):
    organisation = make_published().organisation
    client = sign_in("root")
    single = f"/admin/snippets/organisations/organisation/delete/{organisation.pk}/"
    bulk = "/admin/bulk/organisations/organisation/delete/"
    for url in (single, f"{bulk}?id={organisation.pk}"):
        response = client.post(url, follow=True)
        assert "has signed cannot be deleted" in response.text
    assert Organisation.objects.filter(pk=organisation.pk).exists()


def test_an_account_that_has_acted_is_not_deleted(sign_in, superuser):
    users = get_user_model().objects
    actor = users.create_user("actor", is_staff=True)
    idle = users.create_user("idle", is_staff=True)
    decide.publish(make("Archive"), actor)
    client = sign_in("root")
    single = reverse("wagtailusers_users:delete", args=[actor.pk])
    bulk = "/admin/bulk/auth/user/delete/"
    for url in (single, f"{bulk}?id={actor.pk}&id={idle.pk}"):
        response = client.post(url, follow=True)
        assert "so it cannot be deleted" in response.text
        assert response.redirect_chain[-1][0].endswith(f"/{actor.pk}/")
    assert users.filter(username__in=["actor", "idle"]).count() == 2
    client.post(f"{bulk}?id={idle.pk}")
    assert not users.filter(username="idle").exists()


def dashboard(client):
    return " ".join(client.get(reverse("wagtailadmin_home")).text.split())


def test_the_dashboard_tells_what_waits(reviewer):
    Signature.objects.exclude(state=State.PUBLISHED).delete()
    Correction.objects.all().delete()
    make("Oldest", days=4)
    make("Held", State.QUARANTINED)
    signing.correct(make_published("p@example.org"), {"name": "Other"})
    Message.objects.create(
        kind="signatures.confirm", about="signature", about_id=1, state="failed"
    )
    html = dashboard(reviewer)
    assert "1 (the oldest since 4 days)" in html
    assert f'href="{INDEX}?correction=waiting">1<' in html
    assert f'href="{INDEX}?state=quarantined">1<' in html
    # A link to what it counts.
    assert len(names(reviewer, "correction=waiting")) == 1


def test_the_dashboard_tells_how_far_the_numbers_lag(reviewer):
    Counting.load()
    last = RegisterEntry.objects.last()
    Counting.objects.update(
        sequence=last.sequence if last else 0, counted_at=timezone.now()
    )
    assert "up to date" in dashboard(reviewer)
    make_published("p@example.org")
    Counting.objects.update(counted_at=timezone.now() - timedelta(seconds=90))
    assert "seconds behind" in dashboard(reviewer)
    Counting.objects.update(is_on=False)
    assert "switched off" in dashboard(reviewer)


def test_only_reviewers_see_what_waits(reviewer, sign_in):
    assert "Waiting for review" in dashboard(reviewer)
    for name in ("editor", "translator"):
        assert "Waiting for review" not in dashboard(sign_in(name))


def test_signatures_are_found_by_a_language_that_was_closed(reviewer):
    signature = make_signature(State.WAITING, language="sw")
    languages.change(Locale.objects.get(language_code="sw"), to_open=False)
    other = make_signature(State.WAITING)
    html = reviewer.get(f"{INDEX}?language=sw").text
    assert signature.name in html
    assert other.name not in html


def test_countries_are_named_in_the_language_of_staff(reviewer):
    signature = make_signature(State.WAITING, country="IE")
    user = get_user_model().objects.get(username="reviewer")
    profile = UserProfile.get_for_user(user)
    profile.preferred_language = "fr"
    profile.save()
    url = reverse("signatures_review:inspect", args=[signature.pk])
    html = reviewer.get(url).text
    assert '<option value="IE" selected>Irlande</option>' in html
    assert "Ireland" not in html
