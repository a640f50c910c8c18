"""Wagtail's screens for pictures, where ours say more or refuse more."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.images.views import bulk_actions, images, multiple
from wagtail.models import UploadedFile

from openheritage import uploads
from openheritage.uses import refuse


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
        class UploadForm(super().get_upload_form_class()):
            # The file waits on the server until its form is filled in.
            forgets_the_file = False

        return UploadForm

    def post(self, request: HttpRequest) -> HttpResponse:
        return uploads.add(self, request)


class CreateFromUploadView(multiple.CreateFromUploadedImageView):
    def get_edit_form_class(self) -> type:
        upload = UploadedFile.objects.filter(pk=self.kwargs["uploaded_file_id"]).first()

        class EditForm(super().get_edit_form_class()):
            names = [upload.file.name] if upload else []

        return EditForm

    def save_object(self, form: Any) -> None:
        uploads.store(super().save_object, form)

    def post(self, request: HttpRequest, *_args: Any, **kwargs: Any) -> HttpResponse:
        return uploads.create(self, request, **kwargs)


class DeleteMultipleView(multiple.DeleteView):
    def post(self, request: HttpRequest, *_args: Any, **kwargs: Any) -> HttpResponse:
        return uploads.delete(self, request, **kwargs)
