"""What stands for each name in an address: real rows, of one's own language and not."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.contrib.auth.models import User
from django.db.models import Model
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

from correspondence.models import Message
from glossary.models import Term
from home.models import Announcement, HomePage
from signatures.models import Signatory
from statement.models import StatementPage
from translations.models import Job
from volunteers.models import Offer, Report
from wording.messages import template

from .addresses import Address
from .rows import ORIGINAL, OTHER, OWN, Rows

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
    "reported-errors/": Report,
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


class Scene(Rows):
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
