"""Pages behind the private links of accounts."""

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.models import User
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as staff_
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from correspondence import links
from correspondence.models import Link
from events.deeds import NotNowError

from . import attempts, browsers, invitations, mailbox, people, resetting
from .forms import JoinForm, PasswordForm
from .models import Invitation

may_post = require_http_methods(["GET", "HEAD", "POST"])


def page(
    request: HttpRequest, form: PasswordForm, title: str, lead: str, button: str
) -> HttpResponse:
    context = {"form": form, "title": title, "lead": lead, "button": button}
    return render(request, "accounts/private_form.html", context)


def over(request: HttpRequest, title: str, words: str) -> HttpResponse:
    context = {"title": title, "words": words}
    return render(request, "accounts/private_over.html", context, status=410)


def invitation_expired(request: HttpRequest, link: Link) -> HttpResponse:
    return over(
        request,
        staff_("This invitation is over"),
        staff_("Ask who invited you to send it again."),
    )


@sensitive_post_parameters()
@may_post
def invitation(request: HttpRequest, link: Link) -> HttpResponse:
    row = Invitation.objects.filter(pk=link.about_id).first()
    if row is None or not invitations.is_good(row):
        return invitation_expired(request, link)
    if people.of_mailbox(row.address):
        return over(
            request,
            staff_("You have an account already"),
            staff_("Sign in with it. If you forgot the password, ask for a new one."),
        )
    user = User(email=row.address)
    data = request.POST if request.method == "POST" else None
    form = JoinForm(data, user=user, label_suffix="")
    if request.method == "POST":
        attempts.at_answer(request)
        if form.is_valid():
            user = form.described_user()
            user.set_password(form.cleaned_data["password"])
            try:
                invitations.accept(row, user)
            except NotNowError:
                return invitation_expired(request, link)
            except IntegrityError:
                form.add_error("username", staff_("This name is taken."))
            else:
                login(request, user, "accounts.backends.LimitedBackend")
                # Who opened the link reads the mailbox.
                mailbox.confirm(request)
                messages.success(request, staff_("Welcome! Your account is made."))
                return redirect("wagtailadmin_home")
    return page(
        request,
        form,
        staff_("Join the Open Heritage site"),
        staff_("You are invited as: %(groups)s") % {"groups": row.group_names},
        staff_("Make my account"),
    )


def reset_expired(request: HttpRequest, link: Link) -> HttpResponse:
    return over(
        request,
        staff_("This link is over"),
        staff_("Ask for a new one where you sign in."),
    )


@sensitive_post_parameters()
@may_post
def reset(request: HttpRequest, link: Link) -> HttpResponse:
    user = User.objects.filter(pk=link.about_id).first()
    if user is None or not resetting.may_reset(user):
        return reset_expired(request, link)
    data = request.POST if request.method == "POST" else None
    form = PasswordForm(data, user=user, label_suffix="")
    if request.method == "POST":
        attempts.at_answer(request)
        if form.is_valid():
            try:
                resetting.reset(user, form.cleaned_data["password"])
            except NotNowError:
                return reset_expired(request, link)
            links.revoke(link.purpose, link.about_id)
            # Whoever keeps others out with an account's name never keeps this one out.
            browsers.remember(request, attempts.spelled(user.get_username()))
            messages.success(request, staff_("You have a new password: sign in."))
            return redirect("wagtailadmin_login")
    return page(
        request,
        form,
        staff_("Choose a new password"),
        staff_("For the account %(name)s") % {"name": user.get_username()},
        staff_("Save the password"),
    )


def code(request: HttpRequest, link: Link) -> HttpResponse:
    """The code alone counts, typed by whoever asked for it."""
    return redirect("wagtail_2fa_device_new")
