"""What Wagtail's screens for several files at once share, pictures or documents.

They keep a file as it came until the form beside it is filled in, and know no answer
for a disk that is full.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as staff_
from wagtail.admin.views.generic import multiple_upload

from .uses import refusal, uses


def no_room() -> str:
    return staff_(
        "The file could not be stored: there may be no room left. Nothing was saved. "
        "Try again, and tell those who run the site if it happens twice."
    )


class NotStoredError(Exception):
    """The form knows why."""

    def __init__(self, form: Any) -> None:
        super().__init__()
        self.form = form


def add(view: Any, request: HttpRequest) -> HttpResponse:
    """Takes a file; without room for it, says so beside it."""
    try:
        with transaction.atomic():
            return multiple_upload.AddView.post(view, request)
    except OSError:
        return JsonResponse({"success": False, "error_message": no_room()})


def store(save: Any, form: Any) -> None:
    """Calls the view's own ``save``."""
    try:
        save(form)
    except OSError as error:
        form.add_error(None, no_room())
        raise NotStoredError(form) from error
    except ValidationError as error:
        form.add_error(None, error)
        raise NotStoredError(form) from error


def create(view: Any, request: HttpRequest, **kwargs: Any) -> HttpResponse:
    """Makes a picture or document of an upload, or shows its form again."""
    try:
        with transaction.atomic():
            return multiple_upload.CreateFromUploadView.post(view, request, **kwargs)
    except NotStoredError as error:
        numbers = (kwargs[view.upload_pk_url_kwarg],)
        context = {
            view.context_upload_name: view.upload,
            "edit_action": reverse(view.edit_upload_url_name, args=numbers),
            "delete_action": reverse(view.delete_upload_url_name, args=numbers),
            "form": error.form,
        }
        form = render_to_string(view.edit_form_template_name, context, request=request)
        return JsonResponse({"success": False, "form": form})


def delete(view: Any, request: HttpRequest, **kwargs: Any) -> HttpResponse:
    """Deletes what was just uploaded, unless somebody uses it already."""
    items = view.get_model().objects.filter(pk=kwargs[view.pk_url_kwarg])
    used = uses(list(items))
    for item in items:
        if item.pk in used and view.permission_policy.user_has_permission_for_instance(
            request.user, "delete", item
        ):
            words = refusal(item, used[item.pk])
            return JsonResponse({"success": False, "error_message": words})
    return multiple_upload.DeleteView.post(view, request, **kwargs)
