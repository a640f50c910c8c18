"""What is used is not deleted; a page lives on without what is gone all the same."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.test import Client, TestCase
from django.utils import timezone
from PIL import Image
from wagtail.documents.models import Document
from wagtail.images.utils import generate_signature
from wagtail.models import Locale
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from images.models import CustomImage, Rendition
from news.models import NewsPage

from .files import document, quarters, saved

pytestmark = pytest.mark.django_db


@pytest.fixture
def image(db) -> CustomImage:
    image = CustomImage(title="A map", description="A map.", licence="cc0")
    image.file = ContentFile(saved(quarters(), "JPEG"), "map.jpg")
    image.save()
    image.contextual_alt_text = "A map of the river"
    return image


@pytest.fixture
def pdf(db) -> Document:
    pdf = Document(title="A report")
    pdf.file.save("report.pdf", ContentFile(document("pdf")))
    return pdf


@pytest.fixture
def page(news_index) -> NewsPage:
    """A draft that nobody has published."""
    page = NewsPage(
        title="Maps of the river", slug="maps", date="2026-01-01", summary="Maps."
    )
    page.live = False
    return news_index.add_child(instance=page)


def body_with(image: CustomImage, pdf: Document) -> list:
    link = f'<p>Read <a linktype="document" id="{pdf.pk}">this</a>.</p>'
    facts = {"document": pdf, "text": "", "language": "fr"}
    return [
        ("figure", {"image": image, "caption": "The river"}),
        ("paragraph", link),
        ("document", facts),
    ]


def ways_to_delete(thing: CustomImage | Document) -> list[str]:
    if isinstance(thing, Document):
        bulk, name = "/admin/bulk/wagtaildocs/document/delete/", "documents"
        one = f"/admin/documents/delete/{thing.pk}/"
    else:
        bulk, name = "/admin/bulk/images/customimage/delete/", "images"
        one = f"/admin/images/{thing.pk}/delete/"
    return [
        one,
        f"{bulk}?id={thing.pk}&next=/admin/{name}/",
        f"/admin/{name}/multiple/{thing.pk}/delete/",
    ]


def assert_is_kept(
    staff: Client, thing: CustomImage | Document, title: str, ways: int
) -> None:
    for path in ways_to_delete(thing)[:ways]:
        response = staff.post(path, follow=True)
        assert response.status_code == 200
        text = response.content.decode("unicode_escape", "replace") + response.text
        assert f"“{thing.title}” is in use and cannot be deleted" in text, path
        assert title in text
        assert type(thing).objects.filter(pk=thing.pk).exists()


@pytest.mark.parametrize("state", ["live", "draft", "newer draft", "scheduled"])
def test_what_is_in_use_is_not_deleted_and_staff_read_where(
    sign_in, superuser, image, pdf, page, state
):
    if state == "newer draft":
        page.save_revision().publish()
    page = NewsPage.objects.get(pk=page.pk)
    page.body = body_with(image, pdf)
    if state == "scheduled":
        page.go_live_at = timezone.now() + timedelta(days=3)
    revision = page.save_revision()
    if state in ("live", "scheduled"):
        revision.publish()
    if state == "scheduled":
        # Somebody writes on, without the picture.
        page.body = []
        page.save_revision()
    staff = sign_in("root" if state == "live" else "moderator")
    # Where it is used is found out one way, whatever the screen.
    ways = 3 if state == "live" else 1
    for thing in (image, pdf):
        assert_is_kept(staff, thing, page.title, ways)


def test_what_is_in_a_past_draft_alone_or_nowhere_can_be_deleted(
    sign_in, superuser, image, pdf, page
):
    page.body = body_with(image, pdf)
    page.save_revision()
    page.body = []
    page.save_revision().publish()
    staff = sign_in("root")
    for thing in (image, pdf):
        assert staff.get(ways_to_delete(thing)[0]).status_code == 200
        staff.post(ways_to_delete(thing)[0])
        assert not type(thing).objects.filter(pk=thing.pk).exists()


def test_who_may_not_delete_learns_nothing_of_drafts(sign_in, image, pdf, page):
    page.body = body_with(image, pdf)
    page.save_revision()
    translator = sign_in("translator")
    for thing in (image, pdf):
        for path in ways_to_delete(thing):
            response = translator.post(path, follow=True)
            assert page.title not in response.text


def french(page: NewsPage) -> NewsPage:
    source, _created = TranslationSource.update_or_create_from_instance(page)
    locale = Locale.objects.get(language_code="fr")
    translation, _created = Translation.objects.get_or_create(
        source=source, target_locale=locale
    )
    for segment in source.stringsegment_set.all():
        StringTranslation.objects.get_or_create(
            translation_of=segment.string,
            context=segment.context,
            locale=locale,
            defaults={"data": segment.string.data},
        )
    with TestCase.captureOnCommitCallbacks(execute=True):
        translation.save_target(publish=True)
    target = page.get_translation(locale)
    assert target.live
    return target


def test_a_page_lives_on_without_a_picture_and_a_document_that_are_gone(
    client, sign_in, superuser, image, pdf, page
):
    page.body = body_with(image, pdf)
    page.save_revision().publish()
    target = french(page)
    html = client.get("/fr/news/maps/").text
    assert html.count(pdf.url) == 2
    assert f"/{image.pk}/width-" in html
    # As a script or a hand in the database does.
    CustomImage.objects.filter(pk=image.pk).delete()
    Document.objects.filter(pk=pdf.pk).delete()
    staff = sign_in("root")
    for path in ("/en/news/maps/", "/fr/news/maps/", "/en/news/"):
        response = client.get(path)
        assert response.status_code == 200, path
        assert f"/{image.pk}/width-" not in response.text
        assert pdf.url not in response.text
    for number in (page.pk, target.pk):
        address = f"/admin/pages/{number}/edit/"
        assert staff.get(address, follow=True).status_code == 200
        assert staff.get(f"/admin/pages/{number}/history/").status_code == 200
    page = NewsPage.objects.get(pk=page.pk)
    page.title = "Maps of two rivers"
    page.save_revision().publish()
    french(page)
    assert client.get("/fr/news/maps/").status_code == 200


def test_a_picture_and_a_document_whose_files_are_gone(
    client, sign_in, superuser, image, pdf, page
):
    page.body = body_with(image, pdf)
    page.image = image
    page.save_revision().publish()
    for thing in (image, pdf):
        thing.file.storage.delete(thing.file.name)
    Document.objects.update(file_size=None)
    for path in ("/en/news/maps/", "/fr/news/maps/", "/en/news/"):
        assert client.get(path).status_code == 200
    spec = "width-64|format-jpeg"
    address = f"/images/{generate_signature(image.pk, spec)}/{image.pk}/{spec}/x"
    response = client.get(address)
    assert response.status_code == 410
    assert response["Cache-Control"] == "no-store"
    assert client.get(pdf.url).status_code == 404
    staff = sign_in("root")
    for path in (
        "/admin/images/",
        f"/admin/images/{image.pk}/",
        "/admin/images/chooser/",
        "/admin/images/words/",
        f"/admin/images/{image.pk}/words/fr/",
        f"/admin/pages/{page.pk}/edit/",
        "/admin/documents/",
        f"/admin/documents/edit/{pdf.pk}/",
        "/admin/documents/chooser/",
    ):
        assert staff.get(path).status_code == 200, path


def test_a_picture_that_was_stored_broken_breaks_nothing(
    client, sign_in, superuser, image, page
):
    """As a release before the present rules took it, or a disk spoilt it."""
    page.image = image
    page.save_revision().publish()
    with image.file.storage.open(image.file.name, "wb") as file:
        file.write(saved(Image.effect_noise((64, 48), 90), "JPEG")[:700])
    Rendition.objects.filter(image=image).delete()
    assert client.get("/en/news/maps/").status_code == 200
    spec = "width-64|format-webp"
    address = f"/images/{generate_signature(image.pk, spec)}/{image.pk}/{spec}/x"
    assert client.get(address).status_code == 410
    staff = sign_in("root")
    assert staff.get("/admin/images/").status_code == 200
    assert staff.get(f"/admin/images/{image.pk}/").status_code == 200
