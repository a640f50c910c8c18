"""The account page of staff, in front of Wagtail's.

Wagtail gives the session a new key whenever anything is saved: whoever uses the same
cookie in another window, or saves there at that moment, is signed out. Its view of
users asks first whether the password has changed. Delete ``post`` when this one does.
"""

from typing import Any

from django.contrib.auth import update_session_auth_hash
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


class NameForm(NameEmailForm):
    """Who wants another language need not tell a name first."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("first_name", "last_name"):
            self.fields[name].required = False
        if "email" in self.fields:
            # One that is there is needed, to send a forgotten password to.
            self.fields["email"].required = bool(self.instance.email)


class NamePanel(account.NameEmailSettingsPanel):
    form_class = NameForm


class AccountView(account.AccountView):
    def get_panels(self) -> list[account.BaseSettingsPanel]:
        return [
            NamePanel(panel.request, panel.user, panel.profile)
            if type(panel) is account.NameEmailSettingsPanel
            else panel
            for panel in super().get_panels()
        ]

    def post(self, request: HttpRequest) -> HttpResponse:
        forms = [panel.get_form() for panel in self.get_panels()]
        if not all(form.is_valid() or not form.is_bound for form in forms):
            return self.render_to_response(self.get_context_data())
        user, before = request.user, request.user.password
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
