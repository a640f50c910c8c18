"""Work on many pages and languages, done by the worker."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale, Page
from wagtail_localize.models import Translation, TranslationSource

from home.models import ContentPage
from tests.conftest import translate_the_rest
from translations import jobs, submitting, tasks
from translations.models import Job

pytestmark = pytest.mark.django_db

# No sample article is in these languages.
INTO = ("sw", "id")


def locales(*codes):
    return [Locale.objects.get(language_code=code) for code in codes]


@pytest.fixture
def section(home):
    """A page with one below it, in no other language."""
    above = home.add_child(instance=ContentPage(title="Above", slug="above"))
    below = above.add_child(instance=ContentPage(title="=Below", slug="below"))
    for page in (above, below):
        page.save_revision().publish()
    return [above, below]


def run_worker(rounds=20):
    for _round in range(rounds):
        if not tasks.work_on_jobs():
            return


def begin(client, pages, languages, what="submit", **more):
    data = {
        "page": [page.pk for page in pages],
        "locale": [locale.pk for locale in languages],
        "what": what,
        **more,
    }
    return client.post(reverse("workbench_new_job"), data)


def translations_of(page):
    return set(
        Translation.objects.filter(
            source__object_id=page.translation_key, enabled=True
        ).values_list("target_locale__language_code", flat=True)
    )


def test_a_coordinator_submits_a_page_with_those_below(sign_in, section):
    client = sign_in("moderator")
    above, below = section
    chosen = reverse("workbench_new_job")
    shown = client.get(f"{chosen}?page={above.pk}&below=1&locale={locales('sw')[0].pk}")
    assert "Above" in shown.text
    assert begin(client, [above], []).status_code == 200

    response = begin(client, [above], locales(*INTO), below="1")
    job = Job.objects.get()
    assert response.url == reverse("workbench_job", args=[job.pk])
    assert (job.total, job.done) == (4, 0)
    assert not translations_of(above)
    waiting = client.get(response.url).text
    assert "0 of 4" in waiting
    assert '<meta http-equiv="refresh"' in waiting

    run_worker()
    for page in section:
        assert translations_of(page) == set(INTO)
    parent = Page.objects.get(
        translation_key=above.translation_key, locale__language_code="sw"
    )
    child = Page.objects.get(
        translation_key=below.translation_key, locale__language_code="sw"
    )
    assert child.is_child_of(parent)
    assert not child.live
    done = client.get(response.url).text
    assert "4 of 4" in done
    assert "Everything was done." in done
    assert "refresh" not in done
    assert "Submit for translation" in client.get(reverse("workbench_jobs")).text

    # Once more: nothing is made twice.
    revisions = child.revisions.count()
    begin(client, [above], locales(*INTO), below="1")
    run_worker()
    assert Job.objects.filter(state=Job.State.DONE).count() == 2
    assert child.revisions.count() == revisions


@pytest.mark.parametrize("name", ["translator", "editor", "reviewer"])
def test_others_do_none_of_it(sign_in, section, name):
    client = sign_in(name)
    job = Job.objects.create(what="submit", order={}, total=1)
    for address in (
        reverse("workbench_new_job"),
        reverse("workbench_jobs"),
        reverse("workbench_job", args=[job.pk]),
        reverse("workbench_job", args=[job.pk + 1]),
    ):
        assert client.get(address).status_code == 302, address
    begin(client, section, locales("fr"))
    client.post(reverse("workbench_job", args=[job.pk]))
    job.refresh_from_db()
    assert job.state == Job.State.WAITING
    assert Job.objects.count() == 1


def test_what_is_no_original_is_refused_in_words(sign_in, french_statement):
    client = sign_in("moderator")
    for pages in ([french_statement], []):
        response = begin(client, pages, locales("sw"))
        assert response.status_code == 200
        assert "error-message" in response.text
    for wrong in ({"page": "x"}, {"page": "9" * 40}, {"page": "\0"}, {"text": "a:b"}):
        response = client.post(
            reverse("workbench_new_job"), {"what": "submit", "locale": "x", **wrong}
        )
        assert response.status_code == 200
        assert "error-message" in response.text
        client.get(reverse("workbench_new_job"), wrong)
    assert not Job.objects.exists()


def test_a_job_that_was_killed_is_taken_up_again(section):
    user = get_user_model().objects.get(username="moderator")
    order = submitting.order_of(
        [page.pk for page in section], [row.pk for row in locales(*INTO)]
    )
    job = jobs.begin("submit", order, user)
    assert jobs.begin("submit", order, user) == job
    assert jobs.take() == job
    assert jobs.step(job.pk)
    # Its worker is gone. Nobody else touches it while its lease lasts.
    assert tasks.work_on_jobs() == 0
    Job.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    run_worker()
    job.refresh_from_db()
    assert (job.state, job.done, job.report) == (Job.State.DONE, 4, [])
    assert (
        Translation.objects.filter(
            source__object_id__in=[page.translation_key for page in section]
        ).count()
        == 4
    )


def test_a_part_that_kills_its_worker_is_passed_over(section, monkeypatch):
    user = get_user_model().objects.get(username="moderator")
    order = submitting.order_of(
        [page.pk for page in section], [row.pk for row in locales("sw")]
    )
    job = jobs.begin("submit", order, user)
    done = submitting.Submit.do

    def kill(self, job, part, user):
        if part == 0:
            raise SystemExit
        done(self, job, part, user)

    monkeypatch.setattr(submitting.Submit, "do", kill)
    for _worker in range(jobs.TRIES):
        Job.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
        with pytest.raises(SystemExit):
            tasks.work_on_jobs()
    Job.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    run_worker()
    job.refresh_from_db()
    assert job.state == Job.State.DONE
    ((title, language, words),) = job.report
    assert (title, language) == ("Above", "Kiswahili")
    assert "broke off" in words


def test_failures_are_told_line_by_line(sign_in, section):
    client = sign_in("moderator")
    above, below = section
    begin(client, section, locales("sw", "fr"))
    french = Locale.objects.get(language_code="fr")
    # Somebody made a page by hand that has nothing to do with sentences.
    home = Page.objects.get(locale=french, depth=2)
    other = home.add_child(
        instance=ContentPage(
            title="<b>À part</b>",
            slug="a-part",
            locale=french,
            translation_key=above.translation_key,
        )
    )
    below.delete()
    run_worker()
    job = Job.objects.get()
    assert (job.state, job.done) == (Job.State.DONE, 4)
    assert [line[:2] for line in job.report] == [
        ["Above", "Français"],
        ["", "Français"],
        ["", "Kiswahili"],
    ]
    assert "It was left as it is." in job.report[0][2]
    shown = client.get(reverse("workbench_job", args=[job.pk])).text
    assert "It was deleted." in shown
    assert "3 were not done" in shown
    other.refresh_from_db()
    assert other.title == "<b>À part</b>"


def test_it_can_be_stopped_and_stops_with_the_right_to_it(sign_in, section):
    client = sign_in("moderator")
    begin(client, section, locales("sw"))
    job = Job.objects.get()
    address = reverse("workbench_job", args=[job.pk])
    client.post(address)
    run_worker()
    job.refresh_from_db()
    assert (job.state, job.done) == (Job.State.CANCELLED, 0)
    assert "had ended" in client.post(address, follow=True).text

    user = get_user_model().objects.get(username="moderator")
    for lose in (
        lambda: user.groups.clear(),
        lambda: get_user_model().objects.filter(pk=user.pk).update(is_active=False),
    ):
        job = jobs.begin("submit", job.order, user)
        jobs.take()
        lose()
        Job.objects.update(leased_until=None, state=Job.State.WAITING)
        run_worker()
        job.refresh_from_db()
        assert (job.state, job.done) == (Job.State.FAILED, 0)
        assert "no longer the right" in job.report[0][2]
    assert not translations_of(section[0])


def test_what_is_complete_is_published_and_nothing_else(sign_in, section):
    client = sign_in("moderator")
    above = section[0]
    begin(client, [above], locales(*INTO))
    run_worker()
    swahili = Page.objects.get(
        translation_key=above.translation_key, locale__language_code="sw"
    )
    translate_the_rest(swahili, "Maneno")
    begin(client, [above], locales(*INTO, "fr"), what="publish")
    run_worker()
    job = Job.objects.first()
    assert [line[1] for line in job.report] == ["Bahasa Indonesia"]
    swahili.refresh_from_db()
    assert swahili.live
    assert swahili.title == "Maneno"
    assert (
        Page.objects.filter(translation_key=above.translation_key, live=True).count()
        == 2
    )


def test_words_for_signature_are_published_from_their_own_page(sign_in, statement):
    client = sign_in("moderator")
    before = statement.get_translations().filter(live=True).count()
    begin(client, [statement], locales("fr"), what="publish")
    run_worker()
    assert "from their own page" in Job.objects.get().report[0][2]
    assert statement.get_translations().filter(live=True).count() == before


def test_forms_of_localize_hand_over_what_is_much(sign_in, section, news_index):
    client = sign_in("moderator")
    above = section[0]
    address = reverse("wagtail_localize:submit_page_translation", args=[above.pk])
    pks = [row.pk for row in Locale.objects.exclude(language_code="en")]
    response = client.post(address, {"locales": pks[:1]})
    assert not Job.objects.exists()
    assert len(translations_of(above)) == 1

    response = client.post(address, {"locales": pks[1:], "include_subtree": "on"})
    job = Job.objects.get()
    assert response.url == reverse("workbench_job", args=[job.pk])
    assert job.total == 2 * (len(pks) - 1)
    run_worker()
    assert len(translations_of(above)) == len(pks)

    source = TranslationSource.objects.get(object_id=above.translation_key)
    update = reverse("wagtail_localize:update_translations", args=[source.pk])
    refused = client.post(update, {"publish_translations": "on"}, follow=True)
    assert "not complete" in refused.text
    assert Job.objects.count() == 1
    response = client.post(update, {})
    assert response.url == reverse("workbench_job", args=[Job.objects.first().pk])
    run_worker()
    assert Job.objects.first().state == Job.State.DONE


def test_an_announcement_is_submitted_too(sign_in, home):
    from home.models import Announcement

    text = Announcement.objects.create(text="To all", locale=home.locale, live=True)
    data = {"text": f"home.announcement:{text.pk}", "what": "submit"}
    data["locale"] = [row.pk for row in locales("fr", "sw")]
    sign_in("moderator").post(reverse("workbench_new_job"), data)
    run_worker()
    assert Job.objects.get().report == []
    assert text.get_translations().count() == 2
