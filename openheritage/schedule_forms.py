"""Says in which zone a time is meant, where one is set."""

from typing import Any

from django import forms
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
