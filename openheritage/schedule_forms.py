"""Says in which zone a time is meant, where one is set."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import UniqueConstraint
from django.utils import timezone
from django.utils.translation import gettext as staff_
from wagtail.admin.forms.models import WagtailAdminModelForm


class TimesWithZone(forms.BaseForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("go_live_at", "expire_at"):
            if name in self.fields:
                self.fields[name].help_text = staff_(
                    "In the time zone of your account: %(zone)s. It happens within a "
                    "minute."
                ) % {"zone": timezone.get_current_timezone_name()}


class ScheduledForm(TimesWithZone, WagtailAdminModelForm):
    """For what has drafts and is no page."""

    def _post_clean(self) -> None:
        """Also for what is there once in each language, which no field of the form
        says: Django leaves such a constraint to the database."""
        super()._post_clean()
        others = {field.name for field in self.instance._meta.fields}
        for constraint in self.instance._meta.constraints:
            if not isinstance(constraint, UniqueConstraint):
                continue
            fields = {*constraint.fields}
            if "locale" not in fields or len(fields) != 2:
                continue
            (name,) = fields - {"locale"}
            if name not in self.cleaned_data:
                continue
            try:
                self.instance.validate_constraints(exclude=others - fields)
            except ValidationError as error:
                self.add_error(name, error.messages)
