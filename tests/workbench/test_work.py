"""From the translator's home to the reader's page: what waits, and how it goes on."""

import re

import pytest
from django.contrib.auth.models import Group, User
from django.urls import reverse
from wagtail.models import Locale, Page
from wagtail_localize.models import StringSegment, StringTranslation, Translation
from wagtail_localize.operations import translate_object

from home.models import Announcement
from news.models import NewsPage
from tests.statement.admin import confirm as confirm_publication
from translations import saving
from translations.models import State, Status, Step
from translations.work import state_of

pytestmark = pytest.mark.django_db

MACHINE = StringTranslation.TRANSLATION_TYPE_MACHINE


def translation_of(page) -> Translation:
    return Translation.objects.get(
        source__object_id=page.translation_key, target_locale=page.locale
    )


def home_of(client) -> str:
    """From the panel on; what follows it names no page."""
    html = client.get(reverse("wagtailadmin_home")).text
    return html[html.index('id="translations-section"') :]


def row_of(shown: str, title: str) -> str:
    rows = re.findall(r'<li class="wb-waiting__row">.*?</li>', shown, re.DOTALL)
    found = [row for row in rows if f"<bdi>{title}</bdi>" in row]
    return re.sub(r"\s+", " ", found[0]) if found else ""


def publish(page: Page, **values: str) -> None:
    for name, value in values.items():
        setattr(page, name, value)
    page.save_revision().publish()


def original_of(page):
    return page.get_translations().get(locale__language_code="en").specific


def french_article(french_statement) -> NewsPage:
    return NewsPage.objects.filter(locale=french_statement.locale, live=True).first()


def review_url(page) -> str:
    return reverse("workbench_review", args=[translation_of(page).pk])


def seen_in(response) -> str:
    return re.search(r'name="seen" value="(\w+)"', response.text)[1]


def tell(client, page, action: str, **data: str):
    url = review_url(page)
    seen = re.search(r'name="seen" value="(\w+)"', client.get(url).text)
    data |= {"seen": seen[1]} if seen else {}
    return client.post(url, {"action": action} | data, follow=True)


def told_at(client, page) -> str:
    """What readers are told of the translation, in a word."""
    found = re.search(
        r'"translation-status">\s*<strong>(.*?)<', client.get(page.url).text
    )
    return found[1]


def store(page, text: str, user: str = "translator", how: str = "typed"):
    """The first sentence of a page anew."""
    translation = translation_of(page)
    segment = translation.source.stringsegment_set.order_by("order").first()
    saving.store(segment, translation, text, User.objects.get(username=user), how=how)
    return segment


def test_the_home_page_leads_to_the_sentence_by_weight(
    sign_in, statement, french_statement
):
    client = sign_in("translator")
    french = french_article(french_statement)
    publish(original_of(french), title="Other words")
    publish(statement, title="Another title of the Statement")
    shown = home_of(client)
    row = row_of(shown, french.draft_title)
    assert "Changed" in row
    assert "2 words left" in row
    assert "has changed since" in row
    titles = re.findall(r"__title[^>]*><bdi>(.*?)</bdi>", shown)
    assert titles[:2] == [french_statement.draft_title, french.draft_title]
    segment = StringSegment.objects.get(
        source__object_id=french.translation_key, context__path="title"
    )
    url = re.search(r'href="([^"]+)"', row)[1]
    assert str(translation_of(french).pk) in url or str(french.pk) in url
    assert url.endswith(f"#s{segment.pk}") or "workbench" not in url


def test_what_nobody_has_begun_is_begun_in_one_click(sign_in, news_index):
    page = news_index.add_child(
        instance=NewsPage(title="Brand new", slug="brand-new", summary="In short.")
    )
    page.save_revision().publish()
    client = sign_in("translator")
    row = row_of(client.get(reverse("workbench_waiting")).text, "Brand new")
    assert "Not begun" in row
    assert "4 words left" in row
    url = re.search(r'action="([^"]+)"', row)[1]
    assert client.get(url).status_code == 405
    other = url.rsplit("/", 2)[0] + f"/{Locale.objects.get(language_code='ar').pk}/"
    assert client.post(other).status_code == 302
    assert page.get_translations().count() == 0, "Arabic is none of their business."
    assert client.post(url).status_code == 302
    assert [str(row.locale) for row in page.get_translations()] == ["Français"]
    shown = client.get(reverse("workbench_waiting")).text
    assert "Nothing of it is translated yet" in row_of(shown, "Brand new")
    page.unpublish()
    assert client.post(url).status_code == 404


def test_from_ready_to_sent_back_to_live(
    sign_in, french_statement, django_capture_on_commit_callbacks
):
    french = french_article(french_statement)
    original = original_of(french)
    publish(original, title="Other words")
    translator, reviewer = sign_in("translator"), sign_in("reviewer")
    assert "has no translation yet" in tell(translator, french, "ready").text
    store(french, "D’autres mots")
    waiting = home_of(translator)
    assert "All translated" in row_of(waiting, "D’autres mots")
    assert "waits for a reviewer now" in tell(translator, french, "ready").text
    assert state_of(translation_of(french)).state == State.READY
    assert not row_of(home_of(translator), "D’autres mots")
    row = row_of(home_of(reviewer), "D’autres mots")
    assert "Ready for review, by translator" in row
    assert review_url(french) in row

    shown = reviewer.get(review_url(french)).text
    for words in ("Other words", "D’autres mots", french.title):
        assert words in shown, "The original, the new words and those that readers have"
    assert "It was not sent back" in tell(reviewer, french, "send_back", note=" ").text
    tell(reviewer, french, "send_back", note="Plutôt « un titre ».")
    assert "Plutôt « un titre »." in row_of(home_of(translator), "D’autres mots")

    store(french, "Un autre titre")
    tell(translator, french, "ready")
    with django_capture_on_commit_callbacks(execute=True):
        done = tell(reviewer, french, "publish", level="reviewed")
    assert "is published in Français" in done.text
    french.refresh_from_db()
    assert (french.live, french.title) == (True, "Un autre titre")
    standing = state_of(translation_of(french))
    assert (standing.state, standing.by_name) == (State.LIVE, "reviewer")
    assert (
        Status.objects.get(translation_key=french.translation_key).level == "reviewed"
    )
    states = Step.objects.filter(
        translation_key=french.translation_key, locale=french.locale
    )
    assert [step.state for step in states.order_by("at", "pk")][-5:] == [
        "draft",
        "ready",
        "draft",
        "ready",
        "live",
    ]


def test_facts_win_over_what_was_said(sign_in, french_statement):
    french = french_article(french_statement)
    publish(original_of(french), title="Other words")
    store(french, "D’autres mots")
    tell(sign_in("translator"), french, "ready")
    store(french, "Des mots à moi", user="translator")
    assert state_of(translation_of(french)).state == State.READY, "They may mend it."
    store(french, "Des mots à un autre", user="reviewer")
    standing = state_of(translation_of(french))
    assert standing.state == State.DRAFT
    assert "reviewer changed a sentence" in standing.because
    store(french, "Prêt")
    tell(sign_in("translator"), french, "ready")
    store(french, "")
    standing = state_of(translation_of(french))
    assert standing.state == State.DRAFT
    assert "1 sentence of the original has no translation" in standing.because
    publish(original_of(french), title="And still others")
    assert state_of(translation_of(french)).state == State.DRAFT


def test_nobody_publishes_what_they_have_not_seen(sign_in, french_statement):
    french = french_article(french_statement)
    publish(original_of(french), title="Other words")
    store(french, "D’autres mots")
    reviewer = sign_in("reviewer")
    seen = seen_in(reviewer.get(review_url(french)))
    store(french, "Encore d’autres")
    for action in ("publish", "approve"):
        answer = reviewer.post(review_url(french), {"action": action, "seen": seen})
        assert "It has changed since you looked" in answer.text
    assert state_of(translation_of(french)).state == State.DRAFT


def test_the_statement_passes_its_own_page(
    sign_in, statement, french_statement, django_capture_on_commit_callbacks
):
    publish(statement, title="Another title of the Statement")
    store(french_statement, "Un autre titre")
    reviewer = sign_in("reviewer")
    shown = tell(reviewer, french_statement, "publish")
    assert shown.request["PATH_INFO"] == reverse(
        "statement_publish_translation", args=[french_statement.pk]
    )
    with django_capture_on_commit_callbacks(execute=True):
        confirm_publication(reviewer, shown)
    assert state_of(translation_of(french_statement)).state == State.LIVE


def test_what_a_machine_wrote_is_published_by_no_way_unread(
    sign_in, french_statement, django_capture_on_commit_callbacks
):
    french = french_article(french_statement)
    publish(original_of(french), title="Other words")
    segment = store(french, "D’autres mots", how="machine")
    reviewer = sign_in("reviewer")
    assert "Machine draft" in row_of(home_of(reviewer), "D’autres mots")
    draft = translation_of(french)
    edit = reverse("wagtailadmin_pages:edit", args=[french.pk])
    shown = reviewer.post(edit, {"action": "publish"}, follow=True).text
    assert "a machine wrote 1 sentence" in shown
    assert "To the sentences of the machine" in shown
    with django_capture_on_commit_callbacks(execute=False):
        draft.save_target(publish=False)
    revision = Page.objects.get(pk=french.pk).get_latest_revision()
    with pytest.raises(Exception, match="a machine wrote 1 sentence"):
        revision.publish()
    shown = reviewer.get(review_url(french))
    assert "publish" not in re.findall(r'name="action" value="(\w+)"', shown.text)
    saving.store(segment, draft, "Mes mots", User.objects.get(username="translator"))
    with pytest.raises(Exception, match="a machine wrote 1 sentence"):
        revision.publish()  # the old draft
    store(french, "Autres mots, machine", how="machine")
    tell(
        reviewer,
        french,
        "confirm",
        segment=str(segment.pk),
        text="Autres mots, machine",
    )
    assert Page.objects.get(pk=french.pk).title != "Autres mots, machine"
    with django_capture_on_commit_callbacks(execute=True):
        tell(reviewer, french, "publish")
    assert Page.objects.get(pk=french.pk).title == "Autres mots, machine"


def test_others_are_refused(sign_in, french_statement):
    french = french_article(french_statement)
    arabic = french.get_translations().get(locale__language_code="ar").specific
    translator = sign_in("translator")
    assert translator.get(review_url(french)).status_code == 200
    for client, page in ((translator, arabic), (sign_in("editor"), french)):
        assert client.get(review_url(page)).status_code == 302
        assert client.post(review_url(page), {"action": "ready"}).status_code == 302
    before = Step.objects.count()
    # A browser may have left others.
    said = Status.objects.filter(translation_key=french.translation_key)
    for action in ("publish", "approve", "send_back", "status"):
        data = {"action": action, "note": "No", "level": "reviewed"}
        assert translator.post(review_url(french), data).status_code == 302
    assert Step.objects.count() == before
    assert not said.exists()
    reviewer = sign_in("reviewer")
    official = {"action": "status", "level": "official"}
    assert reviewer.post(review_url(french), official).status_code == 302
    assert not said.exists()
    assert sign_in("moderator").post(review_url(french), official).status_code == 302
    assert said.get().level == "official"


def test_readers_are_told_of_the_words_that_they_have(
    client, sign_in, french_statement, django_capture_on_commit_callbacks
):
    french = french_article(french_statement)
    assert told_at(client, french) == "Traduction de la communauté"
    assert "translation-status" not in client.get(original_of(french).url).text
    reviewer = sign_in("reviewer")
    reviewer.post(review_url(french), {"action": "status", "level": "reviewed"})
    assert told_at(client, french) == "Traduction relue"
    publish(original_of(french), title="Other words")
    store(french, "D’autres mots")
    assert told_at(client, french) == "Traduction relue", "These words are."
    with django_capture_on_commit_callbacks(execute=True):
        tell(reviewer, french, "publish")
    assert told_at(client, french) == "Traduction de la communauté"


def test_an_announcement_waits_too(sign_in, home):
    notice = Announcement(text="Sign until May", locale=home.locale)
    notice.save()
    notice.save_revision().publish()
    client = sign_in("translator")
    row = row_of(client.get(reverse("workbench_waiting")).text, "Sign until May")
    assert "Not begun" in row
    client.post(re.search(r'action="([^"]+)"', row)[1])
    row = row_of(client.get(reverse("workbench_waiting")).text, "Sign until May")
    assert "3 words left" in row
    pk = Translation.objects.get(source__object_id=notice.translation_key).pk
    download = reverse("wagtail_localize:download_pofile", args=[pk])
    assert "Sign until May" in client.get(download).text
    assert "Sign until May" in client.get(reverse("workbench_files")).text


def test_a_reviewer_publishes_an_announcement(
    client, sign_in, home, django_capture_on_commit_callbacks
):
    notice = Announcement(text="Sign until May", locale=home.locale)
    notice.save()
    notice.save_revision().publish()
    translate_object(notice, [Locale.objects.get(language_code="fr")])
    french = notice.get_translations().get(locale__language_code="fr")
    translator, reviewer = sign_in("translator"), sign_in("reviewer")
    edit = reverse("workbench_edit", args=[translation_of(french).pk])
    assert translator.get(edit).status_code == 200
    store(french, "Signez jusqu’en mai")
    tell(translator, french, "ready")
    with django_capture_on_commit_callbacks(execute=True):
        tell(reviewer, french, "publish", level="reviewed")
    french.refresh_from_db()
    assert (french.live, french.text) == (True, "Signez jusqu’en mai")
    assert "Signez jusqu’en mai" in client.get("/fr/").text


def test_what_readers_have_is_sent_back_too(sign_in, french_statement):
    """It stays live, and waits until it is published anew or called ready again."""
    french = french_article(french_statement)
    translator, reviewer = sign_in("translator"), sign_in("reviewer")
    tell(reviewer, french, "send_back", note="Une faute au titre.")
    assert "Une faute au titre." in row_of(home_of(translator), french.title)
    french.refresh_from_db()
    assert french.live
    tell(translator, french, "ready")
    assert state_of(translation_of(french)).state == State.LIVE
    assert not row_of(home_of(translator), french.title)


def test_who_works_in_two_languages_has_two_sections(sign_in):
    user = User.objects.get(username="translator")
    user.groups.add(
        Group.objects.get(name__contains="العربية", name__startswith="Translators")
    )
    shown = home_of(sign_in("translator"))
    assert re.findall(r'id="waits-([\w-]+)"', shown) == ["ar", "fr"]


def test_who_sees_to_all_languages_is_led_to_what_is_ready(sign_in):
    response = sign_in("moderator").get(reverse("workbench_waiting"))
    assert response["Location"] == f"{reverse('workbench_matrix')}?state=ready"
