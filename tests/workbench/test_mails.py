"""Who is told of what happened to translations, and how often."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, User
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from wagtail.users.models import UserProfile

from correspondence import outbox
from correspondence.models import Message
from translations import steps
from translations.models import Preference, State, Step
from workbench.mails import KIND, tell_everybody

from .test_work import french_article, original_of, publish, store, translation_of

pytestmark = pytest.mark.django_db

Mails = Preference.Mails


@pytest.fixture(autouse=True)
def addresses(db):
    """Nothing of the sample content has been told; staff have an address."""
    for name in ("translator", "reviewer"):
        user = User.objects.get(username=name)
        user.email = f"{name}@heritage.example"
        user.save()
        choose(name, Mails.ONCE)


def choose(name: str, mails: str, told_until=None) -> None:
    Preference.objects.update_or_create(
        user=User.objects.get(username=name),
        defaults={"mails": mails, "told_until": told_until or timezone.now()},
    )


def letters() -> dict[str, object]:
    """What has left since the last look, by recipient's name."""
    tell_everybody()
    mail.outbox.clear()
    outbox.send_due()
    return {letter.to[0].split("@")[0]: letter for letter in mail.outbox}


def wait_over() -> None:
    """Ten minutes after the last mail. What happened since is kept."""
    now = timezone.now()
    Preference.objects.update(told_until=now - timedelta(minutes=10))


def test_each_deed_is_told_to_whom_it_concerns(
    french_statement, django_capture_on_commit_callbacks
):
    translator = User.objects.get(username="translator")
    reviewer = User.objects.get(username="reviewer")
    french = french_article(french_statement)
    wait_over()
    Step.objects.all().delete()
    publish(original_of(french), title="Other words")
    letter = letters()["translator"]
    assert "has changed" in letter.subject
    segment = store(french, "D’autres mots")
    url = reverse("workbench_edit", args=[translation_of(french).pk])
    assert f"{url}#s{segment.pk}" in letter.body
    assert reverse("wagtailadmin_account") in letter.body

    wait_over()
    Step.objects.all().delete()
    steps.say(translation_of(french), State.READY, translator)
    sent = letters()
    assert [*sent] == ["reviewer"], "Nobody is told of their own deed."
    assert "is ready for review, says translator" in sent["reviewer"].subject

    wait_over()
    Step.objects.filter(state="draft").delete()
    steps.send_back(translation_of(french), reviewer, "Plus court,\ns’il vous plaît.")
    sent = letters()
    assert [*sent] == ["translator"]
    told = " ".join(sent["translator"].body.split())
    assert "“Plus court, s’il vous plaît.”" in told

    wait_over()
    Step.objects.all().delete()
    with django_capture_on_commit_callbacks(execute=True):
        translation_of(french).save_target(user=reviewer, publish=True)
    assert "is published in Français" in letters()["translator"].subject


def test_many_deeds_are_one_mail_and_none_comes_twice(french_statement):
    translator = User.objects.get(username="translator")
    wait_over()
    Step.objects.all().delete()
    pages = [french_article(french_statement), french_statement]
    for page in pages:
        publish(original_of(page), title="Other words")
        store(page, "D’autres mots")
        steps.say(translation_of(page), State.READY, translator)
    sent = letters()
    assert "2 translations have news" in sent["reviewer"].subject
    assert letters() == {}
    # Ten minutes lie between two mails; what is no longer so is left out.
    steps.send_back(translation_of(pages[0]), translator, "Not yet.")
    steps.say(translation_of(pages[0]), State.READY, translator)
    assert "reviewer" not in letters()
    Preference.objects.update(told_until=timezone.now() - timedelta(minutes=11))
    Step.objects.filter(pk__lt=Step.objects.latest("pk").pk).delete()
    assert "ready for review" in letters()["reviewer"].subject


def test_mails_come_daily_or_never_as_one_chooses(french_statement):
    french = french_article(french_statement)
    now = timezone.now()
    choose("translator", Mails.DAILY, now - timedelta(days=1))
    choose("reviewer", Mails.NEVER, now - timedelta(days=1))
    Step.objects.all().delete()
    publish(original_of(french), title="Other words")
    tell_everybody()
    messages = Message.objects.filter(kind=KIND)
    # In the morning of the day, and not at night.
    assert messages.count() == (now.hour >= 7)
    choose("translator", Mails.DAILY, now)
    publish(original_of(french), title="Still others")
    before = messages.count()
    tell_everybody()
    assert messages.count() == before


def test_a_mail_speaks_the_language_and_direction_of_its_reader(
    sign_in, french_statement
):
    user = User.objects.get(username="translator")
    profile = UserProfile.get_for_user(user)
    profile.preferred_language = "ar"
    profile.save()
    wait_over()
    Step.objects.all().delete()
    publish(original_of(french_article(french_statement)), title="Other words")
    tell_everybody()
    assert Message.objects.get(kind=KIND, about_id=user.pk).language == "ar"
    letter = letters()["translator"]
    html = letter.alternatives[0].content
    assert 'dir="rtl"' in html
    assert user.email not in letter.body + html


def test_who_has_left_the_group_is_told_nothing(french_statement):
    user = User.objects.get(username="translator")
    wait_over()
    Step.objects.all().delete()
    publish(original_of(french_article(french_statement)), title="Other words")
    tell_everybody()
    assert Message.objects.filter(kind=KIND, about_id=user.pk).exists()
    user.groups.set(Group.objects.filter(name="Editors"))
    mail.outbox.clear()
    outbox.send_due()
    assert user.email not in [letter.to[0] for letter in mail.outbox]


def test_one_chooses_on_the_account_page(client, sign_in, french_statement):
    """Mails, and a name on the public page of thanks; it goes as it came."""
    page = sign_in("translator")
    url = reverse("wagtailadmin_account")
    shown = page.get(url).text
    assert "translating-mails" in shown
    assert "translating-mails" not in sign_in("editor").get(url).text
    data = {
        "locale-preferred_language": "en",
        "locale-current_time_zone": "Europe/Paris",
        "theme-theme": "system",
        "theme-density": "default",
        "theme-contrast": "system",
        "name_email-email": "translator@heritage.example",
        "translating-mails": "never",
        "translating-wants_thanks": "on",
    }
    answer = page.post(url, data | {"translating-thanked_as": ""})
    assert "Which name shall stand there?" in answer.text
    answer = page.post(url, data | {"translating-thanked_as": "buy at shop.com"})
    assert "without an address" in answer.text
    store(french_article(french_statement), "D’autres mots")
    name = "Zoë <b>أمينة</b>"
    assert page.post(url, data | {"translating-thanked_as": name}).status_code == 302
    preference = Preference.objects.get(user__username="translator")
    assert (preference.mails, preference.thanked_as) == ("never", name)

    thanks = client.get("/fr/thanks/")
    assert thanks.status_code == 200
    assert "Zoë &lt;b&gt;أمينة&lt;/b&gt;" in thanks.text
    assert "no-store" not in thanks["Cache-Control"]
    assert "Set-Cookie" not in thanks
    assert "/fr/thanks/" in client.get("/sitemap.xml").text
    assert 'href="/fr/thanks/"' in client.get(french_statement.url).text

    del data["translating-wants_thanks"]
    page.post(url, data | {"translating-thanked_as": name})
    assert Preference.objects.get(user__username="translator").thanked_as == ""
    assert "Zoë" not in client.get("/fr/thanks/").text
    assert re.search("<h1[ >]", client.get("/ar/thanks/").text)
