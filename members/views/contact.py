"""Pages behind the private links of those who speak for members, and how to ask for
one."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from correspondence import links
from correspondence.models import Link
from events.deeds import NotNowError
from limits import budgets, rates
from limits.networks import client_ip
from openheritage.forms import StepForm
from openheritage.origins import again, anonymous_form
from openheritage.pages import path_in
from openheritage.spans import span

from .. import changing, contacting, standing
from ..contact_consents import wordings_in
from ..contact_forms import (
    HandOverForm,
    LeaveForm,
    LinkForm,
    LogoForm,
    PersonForm,
    ProfileForm,
)
from ..models import Contact, MemberPage, ProfileChange
from .logo import drawn, logo_response

may_post = require_http_methods(["GET", "HEAD", "POST"])

DONE = {
    "agreed": gettext_lazy("Thank you. You can complete the profile now."),
    "proposed": gettext_lazy(
        "We have received the change. It is published once we have checked it."
    ),
    "nothing": gettext_lazy("Nothing is changed: it stands there already."),
    "taken": gettext_lazy("The change is taken back."),
    "handed": pgettext_lazy(
        "a profile",
        "We are inviting your successor by e-mail. You stay responsible until they "
        "accept.",
    ),
    "taken_back": gettext_lazy(
        "The invitation is taken back. All other private links to this profile have "
        "ended."
    ),
    "data": gettext_lazy("We are mailing you what we keep about you."),
    "leaving": gettext_lazy("We have received your wish to leave, and write to you."),
}


def too_often(seconds: float) -> str:
    left = span(timedelta(seconds=seconds))
    return _("That was too often. You can try again in %(span)s.") % {"span": left}


def contact_of(link: Link, *, is_current: bool = True) -> Contact | None:
    rows = Contact.objects.select_related("application")
    return rows.filter(pk=link.about_id, is_current=is_current).first()


def words(request: HttpRequest, text: str, name: str = "") -> HttpResponse:
    context = {"words": text, "name": name}
    return render(request, "members/private_words.html", context)


def gone(request: HttpRequest) -> HttpResponse:
    text = _("We keep nothing about you behind this link: it was deleted.")
    return words(request, text)


@may_post
def manage(request: HttpRequest, link: Link) -> HttpResponse:
    contact = contact_of(link)
    if contact is None or contact.member_key is None:
        return gone(request)
    if not contact.consents.exists():
        return agree(request, contact)
    language = request.LANGUAGE_CODE
    waiting = changing.waiting(contact, language)
    if "logo" in request.GET and request.method != "POST":
        return logo_response(waiting.logo if waiting else None)
    original = contacting.page_of(contact.member_key)
    action = request.POST.get("action", "") if request.method == "POST" else ""
    offered = offers(request, contact, original, waiting, action)
    form = offered.get(action)
    problem = ""
    if form is not None and form.is_valid():
        try:
            done = ACTIONS[action](request, contact, form)
        except (NotNowError, Contact.DoesNotExist):
            done, problem = None, _("This has changed meanwhile. Please look again.")
        if done == "erased":
            return gone(request)
        if done:
            return redirect(f"{request.path}?done={done}")
        if not Contact.objects.filter(pk=contact.pk).exists():
            return gone(request)
    context = {
        "contact": contact,
        "name": contacting.name_of(contact),
        "original": original,
        "public_path": public_path(contact, language),
        "waiting": waiting,
        "leaving": changing.leaving(contact),
        "successor": contacting.successor_of(contact),
        "pending": drawn(waiting.logo) if waiting else None,
        "logo": standing.shown(original).logo if original else None,
        "done": DONE.get(request.GET.get("done", "")),
        "form": form,
        "forms": offered,
        "problem": problem,
    }
    return render(request, "members/private_manage.html", context)


def public_path(contact: Contact, language: str) -> str:
    rows = MemberPage.objects.readable_in(language)
    page = rows.filter(translation_key=contact.member_key).first()
    return path_in(language, page.url_path) if page else ""


def offers(
    request: HttpRequest,
    contact: Contact,
    original: MemberPage | None,
    waiting: ProfileChange | None,
    action: str,
) -> dict[str, StepForm]:
    """The forms of the page, that of ``action`` filled in as it was posted."""

    def data(name: str) -> Any:
        return request.POST if name == action else None

    found = {"data": StepForm(data("data")), "erase": StepForm(data("erase"))}
    if contacting.successor_of(contact):
        found["take_back"] = StepForm(data("take_back"))
    if original is None:
        return found
    shown = standing.standing(original, request.LANGUAGE_CODE)
    note = ""
    if waiting is not None:
        shown, note = shown | waiting.wanted, waiting.note
        found["withdraw"] = StepForm(data("withdraw"))
    if changing.leaving(contact):
        found["stay"] = StepForm(data("stay"))
    elif original.left_on is None:
        found["leave"] = LeaveForm(data("leave"))
    profile = ProfileForm(data("profile"), shown=shown)
    profile.initial["note"] = note
    files = request.FILES if action == "logo" else None
    found["profile"] = profile
    found["logo"] = LogoForm(data("logo"), files)
    found["no_logo"] = StepForm(data("no_logo"))
    found["hand_over"] = HandOverForm(data("hand_over"))
    return found


def spent(contact: Contact, form: StepForm, action: str) -> bool:
    try:
        budgets.spend(action, contact=str(contact.pk))
    except budgets.TooManyError as error:
        form.add_error(None, too_often(error.wait))
        return False
    return True


def profile(request: HttpRequest, contact: Contact, form: ProfileForm) -> str | None:
    if not spent(contact, form, "profile"):
        return None
    note = form.cleaned_data["note"]
    language = request.LANGUAGE_CODE
    change = changing.propose(contact, language, form.touched, note)
    return "proposed" if change else "nothing"


def logo(request: HttpRequest, contact: Contact, form: LogoForm) -> str | None:
    if not spent(contact, form, "profile"):
        return None
    picture = form.cleaned_data["logo"]
    changing.propose_logo(contact, request.LANGUAGE_CODE, picture)
    return "proposed"


def no_logo(request: HttpRequest, contact: Contact, form: StepForm) -> str | None:
    if not spent(contact, form, "profile"):
        return None
    change = changing.propose_logo(contact, request.LANGUAGE_CODE, None)
    return "proposed" if change else "taken"


def withdraw(request: HttpRequest, contact: Contact, form: StepForm) -> str:
    change = changing.waiting(contact, request.LANGUAGE_CODE)
    if change is not None:
        changing.withdraw(contact, change)
    return "taken"


def leave(request: HttpRequest, contact: Contact, form: LeaveForm) -> str | None:
    if not spent(contact, form, "profile"):
        return None
    changing.leave(contact, request.LANGUAGE_CODE, form.cleaned_data["reason"])
    return "leaving"


def stay(request: HttpRequest, contact: Contact, form: StepForm) -> str | None:
    if not spent(contact, form, "profile"):
        return None
    change = changing.leaving(contact)
    if change is not None:
        changing.withdraw(contact, change)
    return "taken"


def hand_over(request: HttpRequest, contact: Contact, form: HandOverForm) -> str | None:
    email = form.cleaned_data["email"]
    if wait := rates.wait("link", ip=client_ip(request), address=email):
        form.add_error("email", too_often(wait))
        return None
    contacting.hand_over(contact, email, request.LANGUAGE_CODE)
    return "handed"


def take_back(request: HttpRequest, contact: Contact, form: StepForm) -> str:
    match = request.resolver_match
    link = links.find_link(match.kwargs["token"]) if match else None
    contacting.take_back(contact, link)
    return "taken_back"


def send_data(request: HttpRequest, contact: Contact, form: StepForm) -> str | None:
    if not spent(contact, form, "contact_data"):
        return None
    contacting.send_data(contact)
    return "data"


def erase(request: HttpRequest, contact: Contact, form: StepForm) -> str:
    contacting.erase_one(contact)
    return "erased"


ACTIONS: dict[str, Callable[[HttpRequest, Contact, Any], str | None]] = {
    "profile": profile,
    "logo": logo,
    "no_logo": no_logo,
    "withdraw": withdraw,
    "leave": leave,
    "stay": stay,
    "hand_over": hand_over,
    "take_back": take_back,
    "data": send_data,
    "erase": erase,
}


# Whom others have named -----------------------------------------------------------


def person_form(request: HttpRequest) -> tuple[PersonForm, dict[str, Any]]:
    """Bound only if what they agree to is what they were shown."""
    wordings = wordings_in(request.LANGUAGE_CODE)
    seen = ",".join(str(wording.pk) for wording in wordings)
    is_posted = request.method == "POST" and request.POST.get("action") == "accept"
    is_same = request.POST.get("seen") == seen
    data = request.POST if is_posted and is_same else None
    form = PersonForm(data, wordings=wordings)
    context = {
        "form": form,
        "seen": seen,
        "has_changed": is_posted and not is_same,
    }
    return form, context


def answers(request: HttpRequest, form: PersonForm) -> dict[str, Any]:
    return {
        "name": form.cleaned_data["signer"],
        "job_title": form.cleaned_data["job_title"],
        "language": request.LANGUAGE_CODE,
        "consents": form.given,
    }


def agree(request: HttpRequest, contact: Contact) -> HttpResponse:
    """Whom staff have named has agreed to nothing yet."""
    form, context = person_form(request)
    if request.method == "POST" and request.POST.get("action") == "erase":
        contacting.erase_one(contact)
        return gone(request)
    if form.is_valid():
        try:
            contacting.agree(contact, **answers(request, form))
        except Contact.DoesNotExist:
            return gone(request)
        return redirect(f"{request.path}?done=agreed")
    context |= {"name": contacting.name_of(contact), "is_named": True}
    return render(request, "members/private_succeed.html", context)


@may_post
def succeed(request: HttpRequest, link: Link) -> HttpResponse:
    if request.GET.get("done") == "accepted":
        text = _(
            "Thank you: the profile is in your hands. We are sending you the private "
            "link to it by e-mail."
        )
        return words(request, text)
    successor = contact_of(link, is_current=False)
    page = contacting.page_of(successor.member_key) if successor else None
    if successor is None or page is None:
        return words(
            request, _("This invitation is over: it was accepted or taken back.")
        )
    form, context = person_form(request)
    if form.is_valid():
        try:
            contacting.succeed(successor, **answers(request, form))
        except Contact.DoesNotExist:
            return redirect(request.path)
        return redirect(f"{request.path}?done=accepted")
    context |= {
        "name": page.title,
        "lifetime": links.lifetime(contacting.SUCCEED),
        "is_named": False,
    }
    return render(request, "members/private_succeed.html", context)


# Asking for a link ----------------------------------------------------------------


@never_cache
@anonymous_form
@may_post
def ask_for_link(request: HttpRequest) -> HttpResponse:
    """The same answer for everyone, whether the address is known or not."""
    form = LinkForm(request.POST if request.method == "POST" else None)
    asked = again(request)
    if form.is_valid() and not asked:
        email = form.cleaned_data["email"]
        if not rates.exceeded("link", ip=client_ip(request), address=email):
            contacting.send_links(email, request.LANGUAGE_CODE)
        return redirect(f"{request.path}?done=sent")
    is_done = request.GET.get("done") == "sent"
    context = {"form": form, "is_done": is_done, **asked}
    return render(request, "members/private_link.html", context)


def expired(request: HttpRequest, link: Link) -> HttpResponse:
    context = {
        "is_invitation": link.purpose == contacting.SUCCEED,
        "lifetime": links.lifetime(link.purpose),
    }
    return render(request, "members/private_expired.html", context, status=410)
