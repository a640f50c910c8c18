"""Rows of one's own language and of another, and what nobody else may read of them.

Whatever only its owners read holds a secret, a word that stands nowhere else. Queries
find it by ``SEARCHED``, which is no secret.
"""

from collections.abc import Iterator
from datetime import timedelta

from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.db.models import Model
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice
from wagtail.admin.models import EditingSession
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import (
    Collection,
    Locale,
    Page,
    Site,
    Task,
    UploadedFile,
    Workflow,
)
from wagtail_localize.models import StringTranslation, Translation
from wagtail_localize.operations import translate_object

from accounts.models import Account, Invitation
from consents.models import ConsentText
from correspondence.models import Message, Suppression
from desk import batches
from glossary.models import Term
from home.models import Announcement, SiteSettings
from images.models import PictureHost
from interest.models import Subscriber
from limits.models import Ban
from members.models import Application, Contact, MemberPage, ProfileChange
from news.models import NewsIndexPage, NewsPage
from organisations.models import CountryName, Organisation
from resources.models import Resource
from review import decide
from search.models import Promotion
from signatures.models import Signature
from statement.models import StatementText
from tests.signing import make_signature
from tests.translations.articles import body, lines
from translations.models import Job
from volunteers.models import Offer, Report, Volunteer

SEARCHED = "Unheard"
# What no translator reads, by what holds it.
SECRETS = {
    "a draft in another language": "kwararafa",
    "unpublished words of a page in another language": "zangonmata",
    "a draft of an original": "obiluwamma",
    "unpublished words of an original": "tirimbinani",
    "the title of a picture": "pekepekeli",
    "the title of a document": "dorobandiso",
    "who signed": "mundararuwa",
    "a signature that nobody has published": "gbagurudomi",
    "the name of an account": "shashankuro",
    "the address of an account": "yemisidaro@",
    "an announcement that is a draft": "vinavotulia",
    "what a volunteer wrote in another language": "utabirifu",
    "the name of a volunteer": "kabwesumba",
    "the address of a volunteer": "malindwazi@",
    "who wishes to join": "ontlametsero",
    "the name of a contact": "okwudilichukwu",
    "the address of a contact": "tshimologong@",
    "what a contact asks for": "ngwenyamakala",
    "the name of an individual": "chikumbutso",
    "the address of an individual": "thandekile@",
}
OWN, OTHER, ORIGINAL = "fr", "ar", "en"


def secret(of: str) -> str:
    return f"{SEARCHED} {SECRETS[of]}"


def with_draft(page: Page, title: str) -> Page:
    """Readers have it as it was; what is written now is not published."""
    page.title = title
    page.save_revision()
    return type(page).objects.get(pk=page.pk)


class Rows:
    def __init__(self) -> None:
        self.news = NewsIndexPage.objects.get(locale=Locale.get_default())
        self.pages = dict(self.make_pages())
        self.translations = {
            name: Translation.objects.get(
                source__object_id=page.translation_key, target_locale=page.locale
            )
            for name, page in self.pages.items()
            if not name.startswith("original")
        }
        self.make_rows()

    def make_pages(self) -> Iterator[tuple[str, Page]]:
        text = lines("\n")
        page = NewsPage(
            title="Of all kinds", slug="kinds", summary=text("s"), body=body(text)
        )
        self.news.add_child(instance=page).save_revision().publish()
        locales = Locale.objects.filter(language_code__in=[OWN, OTHER])
        translate_object(page, locales)
        for locale in locales:
            for segment in Translation.objects.get(
                source__object_id=page.translation_key, target_locale=locale
            ).source.stringsegment_set.all():
                StringTranslation.objects.get_or_create(
                    translation_of=segment.string,
                    context=segment.context,
                    locale=locale,
                    defaults={"data": f"Mots {segment.string_id}"},
                )
        for translation in Translation.objects.filter(
            source__object_id=page.translation_key
        ):
            translation.save_target(publish=False)
            translation.get_target_instance().latest_revision.publish()
        yield "own", page.get_translation(locales.get(language_code=OWN))
        arabic = page.get_translation(locales.get(language_code=OTHER))
        hidden = secret("unpublished words of a page in another language")
        yield "other", with_draft(arabic, hidden)
        original = NewsPage.objects.get(pk=page.pk)
        hidden = secret("unpublished words of an original")
        yield "original", with_draft(original, hidden)
        page = NewsPage(title="Half done", slug="half", summary="A line", body=[])
        self.news.add_child(instance=page).save_revision().publish()
        translate_object(page, locales)
        yield "own draft", page.get_translation(locales.get(language_code=OWN))
        arabic = page.get_translation(locales.get(language_code=OTHER))
        hidden = secret("a draft in another language")
        StringTranslation.objects.create(
            translation_of=Translation.objects.get(
                source__object_id=page.translation_key, target_locale=arabic.locale
            )
            .source.stringsegment_set.get(string__data="Half done")
            .string,
            context=Translation.objects.get(
                source__object_id=page.translation_key, target_locale=arabic.locale
            )
            .source.stringsegment_set.get(string__data="Half done")
            .context,
            locale=arabic.locale,
            data=hidden,
        )
        arabic.title = arabic.draft_title = hidden
        arabic.save()
        yield "other draft", with_draft(arabic, hidden)
        draft = NewsPage(
            title=secret("a draft of an original"),
            slug="not-yet",
            summary="Later",
            body=[],
            live=False,
        )
        self.news.add_child(instance=draft).save_revision()
        yield "original draft", draft

    def make_rows(self) -> None:
        hour = timedelta(hours=1)
        writer = User.objects.create_user(
            SECRETS["the name of an account"],
            SECRETS["the address of an account"] + "museum.example",
        )
        self.device = TOTPDevice.objects.create(user=writer, name="Telephone")
        image = get_image_model().objects.first()
        image.pk, image.id, image._state.adding = None, None, True
        image.title = secret("the title of a picture")
        image._set_file_hash()
        image.save()
        document = get_document_model()(title=secret("the title of a document"))
        document.file.save("a.pdf", ContentFile(b"%PDF-1.4"), save=False)
        document._set_document_file_metadata()
        document.save()
        document.file.close()
        arabic = Announcement.objects.get(locale__language_code=OTHER)
        arabic.text = secret("an announcement that is a draft")
        arabic.save_revision(user=writer)
        waiting = make_signature(
            Signature.State.WAITING,
            person=SECRETS["who signed"],
            name=secret("a signature that nobody has published"),
        )
        moderators = Group.objects.get(name="Moderators")
        workflow = Workflow.objects.first()
        self.states = {
            name: workflow.start(self.pages[name], writer)
            for name in ("own draft", "original draft", "other draft")
        }
        for page in self.pages.values():
            page.get_latest_revision().__class__.objects.filter(
                object_id=str(page.pk)
            ).update(user=writer)
            page.owner = writer
            page.save(update_fields=["owner"])
        result = batches.Result()
        decide.reject(
            make_signature(Signature.State.WAITING),
            writer,
            "other",
            "",
            batch=result.batch,
        )
        self.rows: dict[type[Model], Model] = {
            type(row): row
            for row in (
                image,
                document,
                waiting,
                waiting.signatory,
                CountryName.objects.first()
                or CountryName.objects.create(
                    country="NE", language=OTHER, name="Niger"
                ),
                Organisation.objects.first(),
                Resource.objects.first(),
                ConsentText.objects.first(),
                Message.objects.first(),
                Site.objects.first(),
                Collection.get_first_root_node().add_child(name="Of its own"),
                workflow,
                Task.objects.first(),
                writer,
                moderators,
                self.device,
                SiteSettings.current(),
                Job.objects.create(what="submit", order={"pages": []}, by=writer),
                Account.objects.get(pk=writer.pk),
                Ban.objects.create(kind=Ban.Kind.DOMAIN, value="spam.example"),
                Suppression.objects.create(key="0" * 64),
                Redirect.objects.create(old_path="/en/old", redirect_page=self.news),
                PictureHost.objects.create(host="iiif.museum.example"),
                Promotion.objects.create(
                    locale=Locale.objects.get(language_code=OTHER),
                    words="words",
                    page=self.news,
                ),
                Invitation.objects.create(
                    address="guest@museum.example",
                    mailbox_key="1" * 64,
                    language="en",
                    invited_by=writer,
                    expires_at=timezone.now() + hour,
                ),
                UploadedFile.objects.create(
                    for_content_type=ContentType.objects.get_for_model(image),
                    uploaded_by_user=writer,
                    file=ContentFile(b"x", "x.png"),
                ),
                EditingSession.objects.create(
                    user=writer,
                    content_object=self.pages["other"],
                    last_seen_at=timezone.now(),
                ),
            )
            if row is not None
        }
        self.batch = result.batch
        self.make_application()
        self.make_offers()

    def make_application(self) -> None:
        self.rows[Application] = Application.objects.create(
            text=StatementText.objects.first(),
            language=OTHER,
            name=secret("who wishes to join"),
            kind="institution",
            sector="museum",
            country="NE",
            website="https://museum.example/",
            motivation=secret("who wishes to join"),
            state=Application.State.WAITING,
            confirmed_at=timezone.now(),
            duplicate_key="rights",
        )

    def make_contact(self) -> None:
        member = MemberPage.objects.filter(locale__language_code=ORIGINAL).first()
        contact = self.rows[Contact] = Contact.objects.create(
            member_key=member.translation_key,
            name=SECRETS["the name of a contact"],
            email=SECRETS["the address of a contact"] + "museum.example",
            language=OTHER,
        )
        self.rows[ProfileChange] = ProfileChange.objects.create(
            member_key=member.translation_key,
            contact=contact,
            name=member.title,
            language=OTHER,
            wanted={"sentence": secret("what a contact asks for")},
        )

    def make_offers(self) -> None:
        for code, words in (
            (OWN, "Ce que je propose"),
            (OTHER, secret("what a volunteer wrote in another language")),
        ):
            offer = Offer.objects.create(
                page_key=self.pages["original"].translation_key,
                page_title="Of all kinds",
                locale=Locale.objects.get(language_code=code),
                state=Offer.State.WAITING,
                confirmed_at=timezone.now(),
            )
            offer.sentences.create(
                order=0, path="title", original="Of all kinds", text=words
            )
            texts = StatementText.objects.filter(document="statement")
            text = texts.filter(locale__language_code=code).first()
            Report.objects.create(text=text, locale=text.locale, problem=words)
            volunteer = Volunteer.objects.create(
                offer=offer,
                name=SECRETS["the name of a volunteer"],
                email=SECRETS["the address of a volunteer"] + "museum.example",
                language=code,
                address_key=code,
            )
        self.rows[Volunteer] = volunteer
        self.make_contact()
        self.rows[Subscriber] = Subscriber.objects.create(
            name=SECRETS["the name of an individual"],
            email=SECRETS["the address of an individual"] + "museum.example",
            language=OWN,
            topics=["news"],
            state=Subscriber.State.CONFIRMED,
            confirmed_at=timezone.now(),
        )
        Term.objects.get_or_create(
            locale=Locale.objects.get(language_code=OWN),
            term="of all kinds",
            translation="de tout genre",
        )
