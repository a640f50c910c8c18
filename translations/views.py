"""Guards in front of wagtail-localize's own views.

Each is registered under the same address before the original, and names what is open
upstream. Where no issue is named there is none yet.
"""

from django import forms
from django.apps import apps
from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as staff_
from wagtail.snippets.permissions import user_can_edit_snippet_type
from wagtail_localize.models import Translation, TranslationSource
from wagtail_localize.views import snippets_api, update_translations

from statement.models import KeptPage


def is_complete(translation: Translation) -> bool:
    total, translated = translation.get_progress()
    return total == translated


class UpdateTranslationsView(update_translations.UpdateTranslationsView):
    """Publishes nothing that would mix two languages on a page.

    ``publishing`` would refuse it too, but one language after another, when some are
    out. Delete this when localize leaves out what is incomplete (localize#634).
    """

    def get_object(self) -> TranslationSource:
        """Sentences outlive their page; there is nothing to bring in step then."""
        source = super().get_object()
        try:
            source.get_source_instance()
        except ObjectDoesNotExist:
            raise Http404 from None
        return source

    def get_form(self) -> forms.Form:
        """A machine drafts from the editor or as a job, where it is looked at."""
        form = super().get_form()
        form.fields.pop("use_machine_translation", None)
        return form

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
        return self.hand_over(form) or super().form_valid(form)

    def hand_over(self, form: forms.Form) -> HttpResponse | None:
        """For whoever does in another place what a request should not do."""
        return None


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
