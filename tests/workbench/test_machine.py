"""A machine drafts what is missing; people decide on it."""

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from wagtail.models import Locale, PageViewRestriction
from wagtail.rich_text import RichText
from wagtail_localize.models import StringTranslation, Translation
from wagtail_localize.operations import translate_object

from glossary.models import Term
from news.models import NewsPage
from tests.services.libretranslate import KEY, PAGE, serving, translated
from translations import jobs, machine, saving
from translations.models import Change, Job

pytestmark = pytest.mark.django_db

BODY = (
    "<p>One <b>bold</b> and <a href='https://example.org/'>link</a>.</p>"
    "<p>Write to %(name)s before {date}.</p><p>Sign the zygote now.</p>"
)


@pytest.fixture
def server(settings):
    # One for each test: whom a slow answer still reaches is not the next one's.
    with serving() as server:
        settings.WAGTAILLOCALIZE_MACHINE_TRANSLATOR = {
            "CLASS": "translations.translators.Libre",
            "OPTIONS": {"LIBRETRANSLATE_URL": server.url, "API_KEY": KEY, "TIMEOUT": 1},
        }
        yield server


@pytest.fixture
def page(news_index):
    page = news_index.add_child(
        instance=NewsPage(
            title="A page for machines",
            slug="for-machines",
            summary="A summary",
            body=[("paragraph", RichText(BODY))],
        )
    )
    page.save_revision().publish()
    translate_object(page, Locale.objects.filter(language_code__in=["fr", "de"]))
    return NewsPage.objects.get(pk=page.pk)


@pytest.fixture
def french(page):
    return Translation.objects.get(
        source__object_id=page.translation_key, target_locale__language_code="fr"
    )


def stored(translation):
    rows = StringTranslation.objects.filter(
        context__object_id=translation.source.object_id,
        locale=translation.target_locale,
    )
    return {row.translation_of.data: row for row in rows}


def press(client, translation):
    url = reverse("machine_draft", args=[translation.pk])
    response = client.post(url, {"next": "/admin/"})
    assert response.status_code == 302
    return " ".join(str(one) for one in get_messages(response.wsgi_request))


def test_each_sentence_is_the_machines_until_a_person_has_confirmed_it(
    server, french, sign_in
):
    Term.objects.create(
        locale=french.target_locale, term="zygote", translation="œuf, cellule"
    )
    saving.store(
        french.source.stringsegment_set.get(string__data="A summary"),
        french,
        "Un résumé",
        None,
    )
    said = press(sign_in("translator"), french)
    assert "LibreTranslate has drafted 4 sentences" in said
    rows = stored(french)
    assert rows["A summary"].data == "Un résumé"
    linked = rows['One <b>bold</b> and <a id="a1">link</a>.']
    assert linked.data == 'ONE <b>BOLD</b> AND <a id="a1">LINK</a>.'
    assert rows["Write to %(name)s before {date}."].data == (
        "WRITE TO %(name)s BEFORE {date}."
    )
    assert rows["Sign the zygote now."].data == "SIGN THE œuf NOW."
    assert (linked.translation_type, linked.tool_name) == ("machine", "LibreTranslate")
    assert french.tally.machine == 4
    assert Change.objects.filter(how="machine").count() == 4
    assert not french.get_target_instance().live
    assert not any("A summary" in text for text in server.sentences)
    saving.confirm(
        french.source.stringsegment_set.get(string=linked.translation_of), french, None
    )
    linked.refresh_from_db()
    assert linked.translation_type == "manual"
    assert "nothing left" in press(sign_in("translator"), french)


@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        ({"status": 403}, "does not take our key"),
        ({"status": 429}, "too much to do"),
        ({"status": 500}, "error (500)"),
        ({"status": 400}, "error (400)"),
        ({"seconds": 1.5}, "did not answer in time"),
        ({"garbage": PAGE}, "no translation"),
        ({"garbage": b'{"translatedText": ["one"]}'}, "no translation"),
        ({"garbage": b'{"translatedText": [1, 2, 3, 4, 5]}'}, "no translation"),
        ({"garbage": b'{"error": "x"}'}, "no translation"),
        ({"garbage": b"[]"}, "no translation"),
        ({"languages": ["en", "de"]}, "does not translate into French"),
    ],
)
def test_a_failure_leaves_nothing_half_done_and_is_told(
    server, french, sign_in, trouble, words
):
    vars(server).update(trouble)
    said = press(sign_in("translator"), french)
    assert words in said
    assert "Nothing was changed." in said
    assert not stored(french)


def test_what_came_back_broken_is_left_out_and_named(server, french, sign_in):
    def change(text):
        if "bold" in text:
            return translated(text).replace("</b>", "")
        if "%(name)s" in text:
            return translated(text).replace('<x id="1">', "").replace("</x>", "")
        if "summary" in text:
            return text + " x" * 500
        if "zygote" in text:
            return "<html><body>Sorry</body></html>"
        return translated(text)

    server.change = change
    said = press(sign_in("translator"), french)
    assert "drafted 1 sentence." in said
    for part in ("not closed", "came back broken", "far too long", "is a page"):
        assert part in said
    assert [row.data for row in stored(french).values()] == ["A PAGE FOR MACHINES"]


def test_only_what_the_public_reads_leaves_the_site(server, page, french, sign_in):
    client = sign_in("translator")
    page.unpublish()
    assert "not published" in press(client, french)
    page = NewsPage.objects.get(pk=page.pk)
    page.save_revision().publish()
    restriction = PageViewRestriction.objects.create(
        page=page.get_parent(), restriction_type="login"
    )
    assert "private" in press(client, french)
    restriction.delete()
    # A draft that somebody has already sent to translators.
    page.title = "A secret title"
    page.save_revision()
    french.source.content_json = french.source.content_json.replace(
        "A page for machines", "A secret title"
    )
    french.source.save()
    french.source.refresh_segments()
    press(client, french)
    assert server.sentences
    assert not any("secret" in text for text in server.sentences)
    assert "A secret title" not in stored(french)


def test_a_machine_that_is_off_is_nowhere(french, sign_in, settings):
    settings.WAGTAILLOCALIZE_MACHINE_TRANSLATOR = None
    client = sign_in("translator")
    url = reverse("machine_draft", args=[french.pk])
    assert client.post(url).status_code == 404
    assert sign_in("moderator").get(reverse("workbench_machine")).status_code == 404


def test_nobody_drafts_into_a_language_that_is_not_theirs_or_too_often(
    server, page, french, sign_in, settings
):
    client = sign_in("translator")
    german = Translation.objects.get(
        source=french.source, target_locale__language_code="de"
    )
    assert client.post(reverse("machine_draft", args=[german.pk])).status_code != 200
    assert not stored(german)
    settings.RATE_RULES = settings.RATE_RULES | {"machine": {"user": [(1, 600)]}}
    press(client, french)
    assert "Try again in" in press(client, french)


def test_localizes_own_button_does_the_same(server, french, sign_in):
    server.status = 429
    url = reverse("wagtail_localize:machine_translate", args=[french.pk])
    response = sign_in("translator").post(url, {"next": "/admin/"})
    said = " ".join(str(one) for one in get_messages(response.wsgi_request))
    assert "too much to do" in said


def test_many_pages_are_drafted_by_the_worker(server, page, french, sign_in):
    client = sign_in("moderator")
    response = client.post(
        reverse("workbench_machine"), {"language": "fr", "page": french.source_id}
    )
    job = Job.objects.get()
    assert response.url == reverse("workbench_job", args=[job.pk])
    server.change = lambda text: text if "zygote" in text else translated(text)
    while jobs.work():
        pass
    job.refresh_from_db()
    assert (job.state, job.done) == ("done", 1)
    assert "untranslated" in job.report[0][2]
    assert len(stored(french)) == 4
    assert "untranslated" in client.get(response.url).text


def test_deepl_is_asked_for_the_language_that_is_meant(server, page, settings):
    settings.WAGTAILLOCALIZE_MACHINE_TRANSLATOR = {
        "CLASS": "translations.translators.DeepL",
        "OPTIONS": {"AUTH_KEY": KEY, "URL": f"{server.url}/v2/translate"},
    }
    locale, _created = Locale.objects.get_or_create(language_code="zh-hans")
    translate_object(page, [locale])
    chinese = Translation.objects.get(
        source__object_id=page.translation_key, target_locale=locale
    )
    assert machine.draft(chinese, None).stored == 5
    assert server.asked[0]["target"] == "ZH-HANS"
    assert stored(chinese)["A summary"].tool_name == "DeepL"
    server.status = 456
    StringTranslation.objects.filter(locale=locale).delete()
    with pytest.raises(machine.MachineError, match="used up"):
        machine.draft(chinese, None)
    assert not stored(chinese)
