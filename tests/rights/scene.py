"""What stands for each name in an address: real rows, of one's own language and not.

Whatever nobody but its owners may read holds a secret, a word that stands nowhere
else. Queries find it by ``SEARCHED``, which is no secret.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.db.models import Model
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice
from wagtail.admin.api.views import PagesAdminAPIViewSet
from wagtail.admin.models import EditingSession
from wagtail.admin.views.bulk_action.registry import bulk_action_registry as registry
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import (
    Collection,
    Locale,
    Page,
    Revision,
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
from home.models import Announcement, HomePage, SiteSettings
from limits.models import Ban
from news.models import NewsIndexPage, NewsPage
from organisations.models import CountryName, Organisation
from review import decide
from search.models import Promotion
from signatures.models import Signatory, Signature
from statement.models import StatementPage
from tests.signing import make_signature
from tests.translations.articles import body, lines
from translations.models import Job
from volunteers.models import Offer, Volunteer
from wording.messages import template

from .addresses import Address

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
}
OWN, OTHER, ORIGINAL = "fr", "ar", "en"

Values = dict[str, object]


@dataclass(frozen=True)
class Case:
    """One row of the table: an address, and whose it is."""

    shown: str
    name: str
    url: str
    # What a form there would send beside what all of them do.
    posted: Values = field(default_factory=dict)


class UnknownNameError(Exception):
    """An address asks for something that is not known here."""


def secret(of: str) -> str:
    return f"{SEARCHED} {SECRETS[of]}"


def with_draft(page: Page, title: str) -> Page:
    """Readers have it as it was; what is written now is not published."""
    page.title = title
    page.save_revision()
    return type(page).objects.get(pk=page.pk)


class Scene:
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
        self.make_offers()

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
            volunteer = Volunteer.objects.create(
                offer=offer,
                name=SECRETS["the name of a volunteer"],
                email=SECRETS["the address of a volunteer"] + "museum.example",
                language=code,
                address_key=code,
            )
        self.rows[Volunteer] = volunteer
        Term.objects.get_or_create(
            locale=Locale.objects.get(language_code=OWN),
            term="of all kinds",
            translation="de tout genre",
        )

    @property
    def posted(self) -> Values:
        return {
            "new_parent_page": self.news.pk,
            "chooser": self.news.pk,
            "destination_page_id": self.news.pk,
            "locale": "de",
            "locales": Locale.objects.get(language_code="de").pk,
        }

    # What each name stands for.

    def of_page(self, name: str) -> Values:
        page = self.pages[name]
        revision = page.get_latest_revision()
        home = HomePage.objects.get(locale=page.locale)
        state = self.states.get(name, next(iter(self.states.values())))
        values: Values = dict.fromkeys(
            ("page_id", "parent_page_id", "page_to_move_id", "page_pk"), page.pk
        )
        return values | {
            "_0": page.pk,
            "_1": "earliest",
            "_2": "latest",
            "destination_id": home.pk,
            "revision_id": revision.pk if revision else 0,
            "task_state_id": state.current_task_state.pk,
            "workflow_state_id": state.pk,
            "task_id": Task.objects.first().pk,
            "workflow_pk": Workflow.objects.first().pk,
        }

    def where_browsed(self, address: Address, page: Page) -> Values:
        """One browses in a list, which shows what lies below."""
        lists = ("choose-page/", "pages/<parent_page_id>/", "pages/add/")
        is_list = address.shown.startswith(lists)
        return {"parent_page_id": page.get_parent().pk} if is_list else {}

    def of_translation(self, name: str) -> Values:
        translation = self.translations[name]
        source = translation.source
        overridable = source.overridablesegment_set.first()
        segment = source.stringsegment_set.first()
        return {
            "translation_id": translation.pk,
            "translation_source_id": source.pk,
            "string_segment_id": segment.pk,
            "segment_id": segment.pk,
            # These two are posted.
            "string": segment.string_id,
            "context": segment.context_id,
            "overridable_segment_id": overridable.pk if overridable else 0,
        }

    def row(self, model: type[Model], address: Address) -> Any:
        found = self.rows.get(model)
        if found is None:
            raise UnknownNameError(
                f"There is no {model.__name__} for {address.shown}. "
                "Make one in tests/rights/scene.py (make_rows)."
            )
        return found

    def in_languages(self, model: Any) -> dict[str, Any]:
        """A row of one's own language, one of another, one of the first."""
        codes = {"own": OWN, "other": OTHER, "original": ORIGINAL}
        rows = {
            name: model._default_manager.filter(locale__language_code=code).first()
            for name, code in codes.items()
        }
        return {name: row for name, row in rows.items() if row}

    def in_model(self, model: type[Model], address: Address) -> dict[str, Any]:
        if model is Locale:
            codes = {"own": OWN, "other": OTHER}
            return {
                name: Locale.objects.get(language_code=code)
                for name, code in codes.items()
            }
        if model not in self.rows and hasattr(model, "locale"):
            return self.in_languages(model)
        return {"": self.row(model, address)}

    def cases(self, address: Address) -> Iterator[Case]:
        """Each row that an address can be filled in with."""
        names = set(address.names)
        if address.shown.startswith("bulk/"):
            yield from self.in_bulk(address)
            return
        found = self.of_kind(address, names) if names else {"": {}}
        lacking = names - set().union(*found.values())
        if lacking:
            raise UnknownNameError(
                f"What does <{min(lacking)}> stand for in {address.shown}? Say it in "
                "tests/rights/scene.py, for a row of one's own language and for one "
                "of another."
            )
        for name, values in found.items():
            for action in self.actions(address) or [""]:
                filled = values | {"action_name": action} if action else values
                shown = address.shown.replace("<action_name>", action or "<>")
                yield Case(
                    shown.replace("<>", "<action_name>"),
                    name,
                    address.filled(filled),
                    self.posted | {name: values.get(name, "") for name in POSTED_TOO},
                )

    def actions(self, address: Address) -> list[str]:
        """Of an address that does one of several things: all of them."""
        if "action_name" not in address.names:
            return []
        if address.shown.startswith("api/"):
            return list(PagesAdminAPIViewSet.actions)
        return ["approve", "reject"]

    def begun(self) -> dict[str, Values]:
        """Somebody begins the translation of a page: their own, or another."""
        wanted = {
            "own": ("original", OWN),
            "other": ("original", OTHER),
            "draft": ("original draft", OWN),
        }
        return {
            name: {
                "model": "news.newspage",
                "pk": self.pages[page].pk,
                "locale": Locale.objects.get(language_code=code).pk,
            }
            for name, (page, code) in wanted.items()
        }

    def of_kind(self, address: Address, names: set[str]) -> dict[str, Values]:
        shown = address.shown
        if shown.startswith("translations/begin/"):
            return self.begun()
        fixed = self.fixed(address)
        if shown.startswith("statement/"):
            statements = self.in_languages(StatementPage)
            return {
                name: fixed
                | {"page_id": page.pk, "revision_id": page.latest_revision_id or 0}
                for name, page in statements.items()
            }
        if "translation_id" in names or "translation_source_id" in names:
            return {
                name: fixed | self.of_translation(name) for name in self.translations
            }
        if shown.startswith("api/main/pages/"):
            return {
                name: fixed | self.of_page(name) | {"pk": page.pk}
                for name, page in self.pages.items()
            }
        if names & PAGE_NAMES:
            return {
                name: fixed
                | self.of_page(name)
                | self.where_browsed(address, self.pages[name])
                for name in self.pages
            }
        model = MODELS.get(shown.partition("<")[0]) or address.model
        if names & ROW_NAMES and model:
            rows = self.in_model(model, address)
            return {
                name: fixed | dict.fromkeys(ROW_NAMES, row.pk) | self.about(row)
                for name, row in rows.items()
            }
        if "language" in names:
            return {
                name: fixed | {"language": code}
                for name, code in (("own", OWN), ("other", OTHER))
            }
        return {"": fixed}

    def about(self, row: Model) -> Values:
        revision = Revision.objects.for_instance(row).last()
        revision_id = revision.pk if revision else 0
        return {
            "revision_id": revision_id,
            "revision_id_a": "live",
            "revision_id_b": "latest",
        }

    def in_bulk(self, address: Address) -> Iterator[Case]:
        registry.get_bulk_actions_for_model("wagtailcore", "page")  # reads the hooks
        for app, models in registry.actions.items():
            for model, actions in models.items():
                kind = apps.get_model(app, model)
                rows = self.pages if kind is Page else self.in_model(kind, address)
                for action in actions:
                    values: Values = {
                        "app_label": app,
                        "model_name": model,
                        "action": action,
                    }
                    for name, row in rows.items():
                        url = f"{address.filled(values)}?id={row.pk}"
                        shown = f"bulk/{app}/{model}/{action}/"
                        yield Case(shown, name, url, self.posted)

    def fixed(self, address: Address) -> Values:
        image, upload = self.rows[get_image_model()], self.rows[UploadedFile]
        values: Values = {
            "image_id": image.pk,
            "document_id": self.rows[get_document_model()].pk,
            "uploaded_file_id": upload.pk,
            "collection_id": self.rows[Collection].pk,
            "redirect_id": self.rows[Redirect].pk,
            "task_id": self.rows[Task].pk,
            "user_id": self.rows[User].pk,
            "session_id": self.rows[EditingSession].pk,
            "batch": self.batch,
            "filter_spec": "width-100",
            "mode": "default",
            # Files of the glossary, and one of the words of the site.
            "kind": "csv",
            "digest": next(iter(template())),
            "uidb64": "MQ",
            "token": "set-password",
            "action_name": "",
        }
        values["doc_id"] = values["document_id"]
        for start, (app, model, row) in OF_MODEL.items():
            if address.shown.startswith(start):
                values |= {"app_label": app, "app_name": app, "model_name": model}
                values |= {
                    "content_type_app_name": app,
                    "content_type_model_name": model,
                }
                if row:
                    values["pk"] = self.rows[row].pk
        values["object_id"] = self.pages["other"].pk
        return values


POSTED_TOO = ("revision_id", "string", "context")
PAGE_NAMES = {"page_id", "parent_page_id", "page_to_move_id", "page_pk", "_0"}
ROW_NAMES = {"pk"}
# Addresses whose view does not say of which model their row is.
MODELS: dict[str, Any] = {
    "2fa/devices/": TOTPDevice,
    "api/main/documents/": get_document_model(),
    "api/main/images/": get_image_model(),
    "documents/chooser/chosen/": get_document_model(),
    "locales/edit/": Locale,
    "localize/api/snippets/": Announcement,
    "localize/submit/snippet/": Announcement,
    "glossary/": Term,
    "outbox/dismiss/": Message,
    "outbox/resend/": Message,
    "signatory-data/inspect/": Signatory,
    "translate/jobs/": Job,
    "translations/files/": Job,
    "volunteers/": Offer,
    "workflows/enable/": Workflow,
    "workflows/usage/": Workflow,
    "workflows/tasks/disable/": Task,
    "workflows/tasks/edit/": Task,
    "workflows/tasks/enable/": Task,
}
# Of addresses that name their model themselves.
OF_MODEL: dict[str, tuple[str, str, Any]] = {
    "editing-sessions/": ("wagtailcore", "page", None),
    "localize/api/snippets/": ("home", "announcement", None),
    "localize/submit/snippet/": ("home", "announcement", None),
    "pages/": ("news", "newspage", None),
    "settings/": ("home", "sitesettings", Site),
    "tag-autocomplete/": ("taggit", "tag", None),
    "workflows/tasks/add/": ("wagtailcore", "groupapprovaltask", None),
}
