"""The account page of staff, in front of Wagtail's.

Wagtail gives the session a new key whenever anything is saved: whoever uses the same
cookie in another window, or saves there at that moment, is signed out. Its view of
users asks first whether the password has changed. Delete ``post`` when this one does.
"""

from collections.abc import Sequence
from typing import Any, cast

from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as staff_
from django.utils.translation import override
from wagtail.admin import messages
from wagtail.admin.forms.account import NameEmailForm
from wagtail.admin.views import account
from wagtail.log_actions import log
from wagtail.users.models import UserProfile

from openheritage import slots
from openheritage.slots import Slot


class NameForm(NameEmailForm):
    """Who wants another language need not tell a name first."""

    # Why the mail address stays as it is.
    refusals: Sequence[str] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("first_name", "last_name"):
            self.fields[name].required = False
        if "email" in self.fields:
            # One that is there is needed, to send a forgotten password to.
            self.fields["email"].required = bool(self.instance.email)

    def clean_email(self) -> str:
        address = self.cleaned_data["email"]
        if "email" in self.changed_data and self.refusals:
            raise ValidationError(list(self.refusals))
        return address


class NamePanel(account.NameEmailSettingsPanel):
    form_class = NameForm

    def get_form(self) -> NameForm:
        form = super().get_form()
        refusals = slots.answers(Slot.OWN_ADDRESS, self.request)
        form.refusals = [words for words in refusals if words]
        return form


class AccountView(account.AccountView):
    def get_panels(self) -> list[account.BaseSettingsPanel]:
        return [
            NamePanel(panel.request, panel.user, panel.profile)
            if type(panel) is account.NameEmailSettingsPanel
            else panel
            for panel in super().get_panels()
            # It stores whatever a camera noted, of any size, where nobody serves it.
            if not isinstance(panel, account.AvatarSettingsPanel)
        ]

    def post(self, request: HttpRequest) -> HttpResponse:
        forms = [panel.get_form() for panel in self.get_panels()]
        if not all(form.is_valid() or not form.is_bound for form in forms):
            return self.render_to_response(self.get_context_data())
        user = cast(User, request.user)
        before = user.password
        with transaction.atomic():
            for form in forms:
                if form.is_bound:
                    form.save()
            log(user, "wagtail.edit")
        if user.password != before:
            update_session_auth_hash(request, user)
        with override(UserProfile.get_for_user(user).get_preferred_language()):
            messages.success(request, staff_("Your account is saved."))
        return redirect("wagtailadmin_account")
