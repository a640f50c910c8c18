"""Wagtail's views for adding, changing and removing, each of which leaves an event."""

from django.db import transaction
from django.db.models import Model
from wagtail.admin.views import generic

from .models import Event


class Recorded(generic.WagtailAdminTemplateMixin):
    """Adds an event for what staff do, in the same transaction."""

    verb: str

    def record(self, instance: Model) -> None:
        about = instance._meta.model_name or ""
        Event.objects.record(self.verb, about, instance.pk, actor=self.request.user)

    def save_instance(self) -> Model:
        instance = super().save_instance()
        self.record(instance)
        return instance

    def delete_action(self) -> None:
        with transaction.atomic():
            self.record(self.object)
            super().delete_action()


class AddView(Recorded, generic.CreateView):
    verb = "added"

    def get_success_buttons(self) -> list:
        """Nothing to edit where there is only a hash."""
        return super().get_success_buttons() if self.edit_url_name else []


class ChangeView(Recorded, generic.EditView):
    verb = "changed"


class RemoveView(Recorded, generic.DeleteView):
    verb = "removed"
