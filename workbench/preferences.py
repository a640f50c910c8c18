"""How somebody wants to be told of work, and whether to be thanked by name.

On the account page of staff, for those who translate.
"""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as staff_
from wagtail.admin.views.account import BaseSettingsPanel, notifications_tab

from openheritage.text import one_line
from translations.models import Preference
from translations.people import TRANSLATE
from translations.progress import held

# A public page shall advertise nothing.
ADDRESS = re.compile(r"://|www\.|@|\.(com|org|net)\b", re.IGNORECASE)


class PreferenceForm(forms.ModelForm):
    wants_thanks = forms.BooleanField(
        required=False,
        label=staff_("Thank me by name"),
        help_text=staff_(
            "On the public page of thanks, under the languages that you translated "
            "into. You can take it back at any time: your name is deleted then."
        ),
    )

    class Meta:
        model = Preference
        fields = ["mails", "thanked_as"]
        widgets = {"mails": forms.RadioSelect}
        labels = {
            "mails": staff_("Mails about translations"),
            "thanked_as": staff_("The name to be thanked by"),
        }
        help_texts = {
            "mails": staff_(
                "When an original has changed, and when a translation is sent back, "
                "ready for review or published."
            ),
        }

    field_order = ["mails", "wants_thanks", "thanked_as"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mails"].required = False
        self.fields["wants_thanks"].initial = bool(self.instance.thanked_as)
        self.initial["wants_thanks"] = bool(self.instance.thanked_as)

    def clean_mails(self) -> str:
        return self.cleaned_data["mails"] or self.instance.mails

    def clean_thanked_as(self) -> str:
        try:
            name = one_line(self.cleaned_data["thanked_as"])
        except ValueError:
            raise ValidationError(staff_("Some signs of it cannot be shown.")) from None
        if ADDRESS.search(name):
            raise ValidationError(
                staff_("Write a name, without an address of mail or of a website.")
            )
        return name

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("wants_thanks"):
            cleaned["thanked_as"] = ""
        elif not cleaned.get("thanked_as") and "thanked_as" not in self.errors:
            self.add_error("thanked_as", staff_("Which name shall stand there?"))
        return cleaned


class TranslatingPanel(BaseSettingsPanel):
    name = "translating"
    title = staff_("Translating")
    tab = notifications_tab
    order = 300
    form_class = PreferenceForm

    def is_active(self) -> bool:
        return bool(held(self.user, TRANSLATE))

    def get_form(self) -> PreferenceForm:
        found = Preference.objects.filter(user=self.user).first()
        instance = found or Preference(user=self.user)
        data = self.request.POST if self.request.method == "POST" else None
        return PreferenceForm(data, instance=instance, prefix=self.name)
