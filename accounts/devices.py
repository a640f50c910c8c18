"""The pages on which staff set up their second factor (its code: `codes`).

wagtail_2fa asks everybody or nobody (``WAGTAIL_2FA_REQUIRED``); here it is asked of
some, so its own pages lack locks: with a stolen password alone one could remove the
owner's device, add another and pass. Its set-up draws a new secret at each reload, and
its form for the code names no device, without which newer releases of django-otp
refuse every code. Delete the views below when wagtail_2fa does all that itself.
"""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as staff_
from django.views import View
from django_otp import user_has_device
from django_otp.middleware import is_verified
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice
from wagtail_2fa import views

from desk.pages import signed_in
from desk.sections import Action, Section
from desk.two_factor import ask_for_code, second_factor

from . import attempts, browsers, factors, mailbox
from .forms import DeviceForm, MailedCodeForm, RenameForm
from .screens import SectionsMixin, SectionsPage
from .second_factor import is_needed

PENDING = "pending_device"
ALIKE = staff_("Second factor")


class LockedMixin(View):
    """Who has a device gives its code before changing anything about devices."""

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        if user_has_device(request.user) and not is_verified(request.user):
            return ask_for_code(request)
        return super().dispatch(request, *args, **kwargs)


class MailboxMixin(LockedMixin):
    """… and who has none reads the account's mailbox first."""

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        if user_has_device(request.user) or mailbox.is_confirmed(request):
            return super().dispatch(request, *args, **kwargs)
        return MailboxView.as_view()(request)


class MailboxView(SectionsPage):
    page_title = ALIKE

    def post(self, request: HttpRequest) -> HttpResponse:
        user = signed_in(request)
        if "code" not in request.POST:
            if request.POST.get("action") == "mail" and user.email:
                mailbox.mail_code(user)
                messages.success(request, staff_("A code is on its way to you."))
            return redirect("wagtail_2fa_device_new")
        self.form = MailedCodeForm(request.POST)
        if self.form.is_valid():
            if mailbox.try_code(request, user, self.form.cleaned_data["code"]):
                return redirect("wagtail_2fa_device_new")
            self.form.add_error(
                "code", staff_("This is not the code, or it has expired.")
            )
        return self.render_to_response(self.get_context_data())

    def sections(self) -> list[Section | None]:
        user = signed_in(self.request)
        if not user.email:
            note = staff_(
                "Your account has no mail address, to which we could mail a code. Ask "
                "an administrator to enter it."
            )
            return [Section("mailbox", staff_("Your mailbox"), note)]
        return [
            Section(
                "why",
                staff_("Why a second factor"),
                staff_(
                    "Beside your password you give a code from an app on your phone or "
                    "computer. So a stolen password opens nothing."
                )
                if not is_needed(user)
                else staff_(
                    "Your role asks for a second factor: beside your password you give "
                    "a code from an app on your phone or computer. So a stolen "
                    "password opens nothing. Set it up, then go on."
                ),
            ),
            Section(
                "mailbox",
                staff_("1. A code by mail"),
                staff_("First we make sure that it is you, by a mail to %(address)s.")
                % {"address": user.email},
                actions=[Action("mail", staff_("Mail me a code"))],
            ),
            Section(
                "code",
                staff_("2. Enter the code"),
                actions=[
                    Action(
                        "code",
                        staff_("Continue"),
                        getattr(self, "form", None) or MailedCodeForm(),
                    )
                ],
            ),
        ]


class ListView(SectionsMixin, views.DeviceListView):
    page_title = ALIKE

    def sections(self) -> list[Section | None]:
        is_own = self.kwargs["user_id"] == self.request.user.pk
        sections: list[Section | None] = []
        for device in self.object_list:
            change = reverse("wagtail_2fa_device_update", args=[device.pk])
            remove = reverse("wagtail_2fa_device_remove", args=[device.pk])
            links = [(staff_("Rename"), change)] if is_own else []
            links.append((staff_("Remove"), remove))
            sections.append(Section(f"device-{device.pk}", device.name, links=links))
        words = "" if sections else staff_("There is no second factor yet.")
        if is_own:
            new = reverse("wagtail_2fa_device_new")
            links = [(staff_("Set up a device"), new)]
            if sections:
                links.append(
                    (staff_("Recovery codes"), reverse("accounts_recovery_codes"))
                )
            sections.append(Section("more", ALIKE, words, links=links))
        elif words:
            sections.append(Section("more", ALIKE, words))
        return sections


def pending_device(request: HttpRequest) -> TOTPDevice | None:
    """The one that this session sets up: another session never sees its secret."""
    pk = request.session.get(PENDING)
    rows = TOTPDevice.objects.devices_for_user(request.user, confirmed=False)
    return rows.filter(pk=pk).first() if pk else None


class CreateView(MailboxMixin, SectionsMixin, views.DeviceCreateView):
    page_title = ALIKE
    form_class = DeviceForm

    @cached_property
    def device(self) -> TOTPDevice | None:
        """The same until it is confirmed, so that a reload changes nothing."""
        if (found := pending_device(self.request)) or self.request.method == "POST":
            return found
        made = factors.begin(signed_in(self.request))
        self.request.session[PENDING] = made.pk
        return made

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        # Posted twice, or never shown: there is no device to confirm.
        if self.device is None:
            return redirect("wagtail_2fa_device_new")
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: DeviceForm) -> HttpResponse:
        user = signed_in(self.request)
        response = super().form_valid(form)
        self.request.session.pop(PENDING, None)
        factors.was_set_up(user)
        browsers.remember(self.request, attempts.spelled(user.get_username()))
        messages.success(self.request, staff_("Your second factor is set up."))
        if StaticDevice.objects.filter(user=user).exists():
            return response
        return redirect("accounts_recovery_codes")

    def sections(self) -> list[Section | None]:
        if self.device is None:
            return []
        form = getattr(self, "invalid", None) or self.get_form()
        picture = format_html(
            '<img src="{}" alt="{}" width="200" height="200">',
            reverse("wagtail_2fa_device_qrcode"),
            staff_("QR code for your app"),
        )
        return [
            Section(
                "scan",
                staff_("1. Scan"),
                staff_(
                    "Open an app for one-time codes (Aegis, FreeOTP, your password "
                    "manager …) and scan the picture, or type the key into it."
                ),
                rows=[
                    (staff_("Picture"), picture),
                    (staff_("Key"), factors.typed_key(self.device)),
                ],
            ),
            Section(
                "confirm",
                staff_("2. Confirm"),
                actions=[Action("confirm", staff_("Set up"), form)],
            ),
        ]

    def form_invalid(self, form: DeviceForm) -> HttpResponse:
        self.invalid = form
        return super().form_invalid(form)


class UpdateView(LockedMixin, SectionsMixin, views.DeviceUpdateView):
    page_title = ALIKE
    form_class = RenameForm

    def sections(self) -> list[Section | None]:
        form = getattr(self, "invalid", None) or self.get_form()
        return [
            Section(
                "name", self.object.name, actions=[Action("name", staff_("Save"), form)]
            )
        ]

    def form_invalid(self, form: RenameForm) -> HttpResponse:
        self.invalid = form
        return super().form_invalid(form)


class DeleteView(SectionsMixin, views.DeviceDeleteView):
    page_title = staff_("Remove a device")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        get_object_or_404(TOTPDevice, **kwargs)
        # Somebody else's device too: for that one needs one's own.
        return second_factor(request) or super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: forms.Form) -> HttpResponse:
        user = self.object.user
        response = super().form_valid(form)
        factors.was_removed(user, by=signed_in(self.request))
        return response

    def get_success_url(self) -> str:
        return reverse("wagtail_2fa_device_list", args=[self.object.user_id])

    def sections(self) -> list[Section | None]:
        return [
            Section(
                "remove",
                self.object.name,
                staff_("Its codes will open nothing any more."),
                actions=[Action("remove", staff_("Remove"), is_serious=True)],
            )
        ]


class QRCodeView(MailboxMixin, views.DeviceQRCodeView):
    def get(self, request: HttpRequest) -> HttpResponse:
        if pending_device(request) is None:
            raise Http404
        return super().get(request)


class RecoveryView(LockedMixin, SectionsPage):
    """Codes for the day on which a device is lost; shown once, when they are made."""

    page_title = staff_("Recovery codes")

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        if not user_has_device(request.user):
            return redirect("wagtail_2fa_device_new")
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest) -> HttpResponse:
        self.made = factors.make_recovery_codes(signed_in(request))
        return self.render_to_response(self.get_context_data())

    def sections(self) -> list[Section | None]:
        if codes := getattr(self, "made", None):
            note = staff_(
                "Print them or keep them in your password manager. Each works once. "
                "They are shown only now."
            )
            rows = [(str(number), code) for number, code in enumerate(codes, start=1)]
            home = [(staff_("Done"), reverse("wagtailadmin_home"))]
            return [Section("codes", self.page_title, note, rows=rows, links=home)]
        left = factors.codes_left(signed_in(self.request))
        return [
            Section(
                "codes",
                self.page_title,
                staff_("With one of them you get in when your device is lost."),
                rows=[(staff_("Codes left"), left)],
                links=[(staff_("Not now"), reverse("wagtailadmin_home"))],
                actions=[
                    Action(
                        "make",
                        staff_("Make new codes"),
                        note=staff_("Older ones will work no more.") if left else "",
                    )
                ],
            )
        ]
