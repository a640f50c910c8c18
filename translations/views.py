"""Stricter doors in front of wagtail-localize's own views.

Each is registered under the same address before the original. They can go when
upstream asks for the rights named here.
"""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as staff_
from django.views.decorators.http import require_POST
from wagtail.admin.views.pages.utils import get_valid_next_url_from_request
from wagtail.models import DraftStateMixin, Page
from wagtail_localize.models import Translation
from wagtail_localize.views import edit_translation, update_translations


def is_complete(translation: Translation) -> bool:
    total, translated = translation.get_progress()
    return total == translated


def may_publish(user, instance) -> bool:
    if isinstance(instance, Page):
        return instance.permissions_for_user(user).can_publish()
    name = "publish" if isinstance(instance, DraftStateMixin) else "change"
    return user.has_perm(
        f"{instance._meta.app_label}.{name}_{instance._meta.model_name}"
    )


class UpdateTranslationsView(update_translations.UpdateTranslationsView):
    """Publishes nothing that would mix two languages on a page."""

    def form_valid(self, form) -> HttpResponse:
        if form.cleaned_data["publish_translations"]:
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


@require_POST
def stop_translation(request: HttpRequest, translation_id: int) -> HttpResponse:
    """Cutting a page off its original is for those who publish it."""
    translation = get_object_or_404(Translation, pk=translation_id)
    if not may_publish(request.user, translation.get_target_instance()):
        raise PermissionDenied
    return edit_translation.stop_translation(request, translation_id)


@require_POST
def upload_pofile(request: HttpRequest, translation_id: int) -> HttpResponse:
    """A file that is none of ours is refused in words, not with an error 500."""
    file = request.FILES.get("file")
    head = file.read(64 * 1024) if file else b""
    if b"X-WagtailLocalize-TranslationID" not in head:
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


def refuse_alias(request: HttpRequest, page_id: int) -> HttpResponse:
    """Untranslated pages are served by route; copies of them are never made."""
    raise PermissionDenied
