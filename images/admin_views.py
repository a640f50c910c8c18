"""Wagtail's screens for pictures, where ours say more or refuse more."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as staff_
from wagtail.admin.widgets.button import HeaderButton
from wagtail.images.views import bulk_actions, images, multiple
from wagtail.models import UploadedFile

from openheritage import uploads
from openheritage.uses import refuse


class IndexView(images.IndexView):
    @cached_property
    def header_buttons(self) -> list[Any]:
        buttons = super().header_buttons
        if self.permission_policy.user_has_permission(self.request.user, "add"):
            buttons.append(
                HeaderButton(
                    staff_("From an institution"),
                    url=reverse("picture_elsewhere"),
                    icon_name="download",
                )
            )
        return buttons


class DeleteView(images.DeleteView):
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.kept() or super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.kept() or super().post(request, *args, **kwargs)

    def kept(self) -> HttpResponse | None:
        if refuse(self.request, [self.object]):
            return redirect("wagtailimages:edit", self.object.pk)
        return None


class DeleteBulkAction(bulk_actions.DeleteBulkAction):
    def prepare_action(self, objects: list, objects_without_access: dict) -> Any:
        if refuse(self.request, objects):
            return redirect(self.next_url)
        return super().prepare_action(objects, objects_without_access)


class AddMultipleView(multiple.AddView):
    def get_upload_form_class(self) -> type:
        form: Any = super().get_upload_form_class()

        class UploadForm(form):
            # The file waits on the server until its form is filled in.
            forgets_the_file = False

        return UploadForm

    def post(self, request: HttpRequest) -> HttpResponse:
        return uploads.add(self, request)


class CreateFromUploadView(multiple.CreateFromUploadedImageView):
    def get_edit_form_class(self) -> type:
        upload = UploadedFile.objects.filter(pk=self.kwargs["uploaded_file_id"]).first()

        form: Any = super().get_edit_form_class()

        class EditForm(form):
            names = [upload.file.name] if upload else []

        return EditForm

    def save_object(self, form: Any) -> None:
        uploads.store(super().save_object, form)

    def post(self, request: HttpRequest, *_args: Any, **kwargs: Any) -> HttpResponse:
        return uploads.create(self, request, **kwargs)


class DeleteMultipleView(multiple.DeleteView):
    def post(self, request: HttpRequest, *_args: Any, **kwargs: Any) -> HttpResponse:
        return uploads.delete(self, request, **kwargs)
