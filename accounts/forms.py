"""Forms of accounts: in the admin, and behind private links."""

from typing import Any, cast

from django import forms
from django.contrib.auth import password_validation
from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as staff_
from django_otp.plugins.otp_totp.models import TOTPDevice
from wagtail.admin.forms.auth import PasswordResetForm
from wagtail_2fa import forms as upstream

from desk.decisions import DecisionForm
from openheritage.fields import Line, Mailbox
from openheritage.forms import StepForm, set_choices
from openheritage.locales import locale_ids
from openheritage.names import language_name

from . import people, resetting
from .models import Invitation
from .ranks import Rank

NEW = {"autocomplete": "new-password"}


# In the admin ------------------------------------------------------------------


class GroupsField(forms.ModelMultipleChoiceField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            Group.objects.none(),
            label=staff_("Groups"),
            widget=forms.CheckboxSelectMultiple,
            **kwargs,
        )


def limit_groups(form: forms.BaseForm, user: User) -> None:
    """To those within somebody's rank."""
    cast(GroupsField, form.fields["groups"]).queryset = Rank(user).groups()


class InvitationForm(forms.ModelForm):
    address = Mailbox(label=staff_("Mail address"))
    groups = GroupsField(
        help_text=staff_(
            "What they may do. You see the groups whose rights you have yourself."
        )
    )
    language = forms.ChoiceField(
        label=staff_("Language of the mail"),
        help_text=staff_("… and of their admin, until they choose another."),
    )

    class Meta:
        model = Invitation
        fields = ["address", "groups", "language"]

    def __init__(self, *args: Any, for_user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        limit_groups(self, for_user)
        choices = [(code, language_name(code)) for code in locale_ids()]
        set_choices(self, "language", choices)
        self.fields["language"].initial = "en"

    def clean_address(self) -> str:
        address = self.cleaned_data["address"]
        key = people.key_of(address)
        if people.of_mailbox(address):
            raise ValidationError(
                staff_("Somebody with this mailbox has an account: see Accounts.")
            )
        if Invitation.objects.filter(mailbox_key=key).exists():
            raise ValidationError(
                staff_("This mailbox is invited already: see the list, send it again.")
            )
        return address


class GroupsForm(DecisionForm):
    """Those that an account has, within the rank of who changes them."""

    groups = GroupsField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["groups"].initial = Group.objects.filter(user=self.row.pk)


class MailedCodeForm(forms.Form):
    code = forms.CharField(
        label=staff_("Code"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "dir": "ltr"}),
    )


class PasswordField(forms.CharField):
    def __init__(self, **kwargs: Any) -> None:
        widget = forms.PasswordInput(attrs=NEW)
        super().__init__(strip=False, max_length=4096, widget=widget, **kwargs)


class DeviceForm(upstream.DeviceForm):
    """Wagtail 2FA's, in the words of this site."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {
            "name": (staff_("Name of the device"), ""),
            "otp_token": (staff_("Code"), staff_("The six digits that the app shows.")),
            "password": (staff_("Your password"), ""),
        }
        for name, (label, help_text) in labels.items():
            if name in self.fields:
                self.fields[name].label = label
                self.fields[name].help_text = help_text
        self.order_fields(["otp_token", "password", "name"])

    class Meta:
        model = TOTPDevice
        fields = ["name", "otp_token"]


class RenameForm(DeviceForm):
    pass


class ResetForm(PasswordResetForm):
    """Asks for a mail; it leaves through the outbox, whoever asked."""

    def save(self, request: Any = None, **kwargs: Any) -> None:
        resetting.ask(request, self.cleaned_data["email"])


# Behind private links ----------------------------------------------------------


class PasswordForm(StepForm):
    """A new password, twice, for ``user``, who need not be saved yet."""

    password = PasswordField(label=staff_("Password"))
    again = PasswordField(label=staff_("The same again"))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        rules = password_validation.password_validators_help_texts()
        self.fields["password"].help_text = " ".join(filter(None, rules))

    def clean(self) -> dict:
        super().clean()
        data = self.cleaned_data
        password, again = data.get("password"), data.get("again")
        if password and again and password != again:
            self.add_error("again", staff_("The two passwords differ."))
        elif password:
            try:
                password_validation.validate_password(password, self.described_user())
            except ValidationError as error:
                self.add_error("password", error)
        return data

    def described_user(self) -> User:
        """With all that the password must not be like."""
        return self.user


class JoinForm(PasswordForm):
    first_name = Line(label=staff_("First name"), max_length=150)
    last_name = Line(label=staff_("Last name"), max_length=150)
    username = forms.CharField(
        label=staff_("Name to sign in with"),
        help_text=staff_("Letters, digits and @ . + - _"),
        max_length=150,
    )
    autocomplete = {
        "first_name": "given-name",
        "last_name": "family-name",
        "username": "username",
    }
    field_order = ["first_name", "last_name", "username", "password", "again"]

    def clean_username(self) -> str:
        username = User.normalize_username(self.cleaned_data["username"])
        User._meta.get_field("username").run_validators(username)
        # Two names that differ in their case alone would be taken for each other.
        if User.objects.filter(username__iexact=username).exists():
            raise ValidationError(staff_("This name is taken."))
        return username

    def described_user(self) -> User:
        for name in ("username", "first_name", "last_name"):
            setattr(self.user, name, self.cleaned_data.get(name, ""))
        return self.user
