"""Guards in front of wagtail-localize's own views.

Each is registered under the same address before the original, and names what is open
upstream. Where no issue is named there is none yet.
"""

import polib
from django import forms
from django.apps import apps
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as staff_
from django.views.decorators.http import require_POST
from wagtail.admin.views.pages.utils import get_valid_next_url_from_request
from wagtail.snippets.permissions import user_can_edit_snippet_type
from wagtail_localize.models import Translation
from wagtail_localize.views import edit_translation, snippets_api, update_translations

from statement.models import KeptPage

HEADER = "X-WagtailLocalize-TranslationID"
LARGEST_PO_FILE = 5_000_000


def is_complete(translation: Translation) -> bool:
    total, translated = translation.get_progress()
    return total == translated


class UpdateTranslationsView(update_translations.UpdateTranslationsView):
    """Publishes nothing that would mix two languages on a page.

    ``publishing`` would refuse it too, but one language after another, when some are
    out. Delete this when localize leaves out what is incomplete (localize#634).
    """

    def form_valid(self, form: forms.Form) -> HttpResponse:
        if form.cleaned_data["publish_translations"]:
            if issubclass(self.object.specific_content_type.model_class(), KeptPage):
                # Whoever publishes words for signature reads first what follows.
                messages.error(
                    self.request,
                    staff_(
                        "Nothing was published. Publish each translation of "
                        "“%(title)s” from its own page, which says what follows."
                    )
                    % {"title": self.object.object_repr},
                )
                return redirect(self.request.path)
            self.object.update_from_db()
            incomplete = [
                str(translation.target_locale)
                for translation in self.object.translations.filter(enabled=True)
                if not is_complete(translation)
            ]
            if incomplete:
                messages.error(
                    self.request,
                    staff_(
                        "Nothing was published, since these translations are not "
                        "complete: %(languages)s."
                    )
                    % {"languages": ", ".join(incomplete)},
                )
                return redirect(self.request.path)
        return super().form_valid(form)


def is_ours(content: bytes) -> bool:
    """Whether a file is a PO file that this site made."""
    try:
        po = polib.pofile(content.decode("utf-8"))
    except (OSError, UnicodeDecodeError, ValueError):
        return False
    return HEADER in po.metadata


@require_POST
def upload_pofile(request: HttpRequest, translation_id: int) -> HttpResponse:
    """A file that is none of ours is refused in words, not with an error 500.

    Localize reads a header that may be missing, and a file that may not have been
    sent. Delete this when it asks for both.
    """
    file = request.FILES.get("file")
    # polib takes what has no line break for the name of a file to open.
    content = file.read(LARGEST_PO_FILE) if file else b""
    if file is None or b"\n" not in content or not is_ours(content):
        messages.error(
            request,
            staff_(
                "This file was not made by this site. Download the PO file of this "
                "page, translate it and upload it again."
            ),
        )
        return redirect(
            get_valid_next_url_from_request(request) or reverse("wagtailadmin_home")
        )
    file.seek(0)
    return edit_translation.upload_pofile(request, translation_id)


def snippets(
    request: HttpRequest, app_label: str, model_name: str, **kwargs: object
) -> HttpResponse:
    """The list that choosers ask for, drafts included: for those who edit them.

    Localize gives it to whoever may enter the admin. Delete this when its API asks
    for the permission to edit the model.
    """
    try:
        model = apps.get_model(app_label, model_name)
    except LookupError:
        raise PermissionDenied from None
    if not user_can_edit_snippet_type(request.user, model):
        raise PermissionDenied
    action = "retrieve" if kwargs else "list"
    view = snippets_api.SnippetViewSet.as_view({"get": action})
    return view(request, app_label=app_label, model_name=model_name, **kwargs)


def refuse(request: HttpRequest, **kwargs: object) -> HttpResponse:
    """Neither copies that stand in for a translation nor pages cut off from their
    original have a place here: routes serve the one, the record forbids the other.

    Delete this when localize has a setting for each.
    """
    raise PermissionDenied
