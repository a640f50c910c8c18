from typing import Any

from django.forms.models import BaseInlineFormSet
from django.utils.translation import gettext as staff_
from wagtail.admin.forms.models import WagtailAdminModelForm

from openheritage.schedule_forms import ScheduledForm


def filled(formset: BaseInlineFormSet) -> list[WagtailAdminModelForm]:
    return [
        form
        for form in formset.forms
        if form.cleaned_data and not form.cleaned_data.get("DELETE")
    ]


class ResourceForm(ScheduledForm):
    """What the fields alone cannot see: files beside each other."""

    formsets: dict[str, BaseInlineFormSet]

    def is_valid(self) -> bool:
        if not super().is_valid():
            return False
        self.check_editions()
        return not any(form.errors for form in self.formsets["editions"].forms)

    def check_editions(self) -> None:
        seen = set()
        for form in filled(self.formsets["editions"]):
            document: Any = form.cleaned_data.get("document")
            if document is None:
                continue
            if document.pk in seen:
                form.add_error("document", staff_("This file is here already."))
            elif document.collection.get_view_restrictions():
                form.add_error(
                    "document",
                    staff_(
                        "Its collection is private, so readers could not open it. "
                        "Move it to another collection, or choose another file."
                    ),
                )
            seen.add(document.pk)
